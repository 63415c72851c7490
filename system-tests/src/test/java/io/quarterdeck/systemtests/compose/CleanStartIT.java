package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.DriverManager;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Removed with its volumes, the stack forgets everything. */
@ComposeTest
@Order(7)
class CleanStartIT {

    @Test
    void nothingIsLeftOfTheOneBefore(ComposeStack stack) throws Exception {
        stack.up();
        String authority = Files.readString(stack.secrets().authority());
        String password = stack.secrets().password("ml_reader");

        stack.removeWithData();
        assertThat(Docker.ask("volume", "ls", "--quiet", "--filter", "name=quarterdeck-test"))
                .isEmpty();
        stack.up();

        assertThat(Files.readString(stack.secrets().authority())).isNotEqualTo(authority);
        assertThat(stack.secrets().password("ml_reader")).isNotEqualTo(password);
        String url = stack.url();
        assertThatThrownBy(() -> DriverManager.getConnection(url, "ml_reader", password))
                .hasMessageContaining("password authentication failed");
        stack.awaitLanding();
        stack.assertLandedExactlyOnce(); // the sample, and none of the files before
    }
}
