package io.quarterdeck.infra.secrets;

import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Who has a certificate, and what it says of them. */
enum Identity {
    KAFKA(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth), // it is also its own client
    POSTGRES(KeyPurposeId.id_kp_serverAuth),
    DASHBOARD(KeyPurposeId.id_kp_serverAuth),
    BOOTSTRAP(KeyPurposeId.id_kp_clientAuth);

    private final List<KeyPurposeId> purposes;

    Identity(KeyPurposeId... purposes) {
        this.purposes = List.of(purposes);
    }

    /** {@code CN=kafka}: Kafka makes the principal {@code User:kafka} of it. */
    X500Name subject() {
        return new X500Name("CN=" + host());
    }

    ExtendedKeyUsage usage() {
        return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
    }

    /** Where clients find it: by its container's name, and through a port on this machine. A client alone has none. */
    GeneralNames hosts() {
        if (!purposes.contains(KeyPurposeId.id_kp_serverAuth)) {
            return new GeneralNames(new GeneralName[0]);
        }
        return new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, host()),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        });
    }

    private String host() {
        return name().toLowerCase(Locale.ROOT);
    }
}
