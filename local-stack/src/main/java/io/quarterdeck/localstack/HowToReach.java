package io.quarterdeck.localstack;

import java.util.Map;

/** Tells a person where the running stack answers. */
final class HowToReach {

    private HowToReach() {}

    /** @param passwords of the dashboard that have just been made: this is the one time to show them */
    static void tell(RunningStack stack, Map<String, String> passwords, Narrator narrator) {
        StackConnection connection = stack.connection();
        narrator.say("");
        narrator.say("  dashboard " + connection.dashboardUrl());
        passwords.forEach(
                (user, password) -> narrator.say("    user      %-10s password %s".formatted(user, password)));
        narrator.say(
                passwords.isEmpty()
                        ? "    password lost? ./quarterdeck password makes a new one"
                        : "    shown once; ./quarterdeck password operator makes a new one");
        narrator.say("  JDBC      " + connection.postgresUrl());
        narrator.say("  user      " + StackConnection.READER + ", password in "
                + connection.passwordFile(StackConnection.READER));
        narrator.say("  Kafka     " + connection.kafkaServers());
        narrator.say("  for programs " + stack.home().connectionFile() + ", for shells "
                + stack.home().connectionEnv());
        narrator.say("");
    }
}
