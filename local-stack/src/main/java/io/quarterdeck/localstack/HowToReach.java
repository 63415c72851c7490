package io.quarterdeck.localstack;

/** Tells a person where the running stack answers. */
final class HowToReach {

    private HowToReach() {}

    static void tell(RunningStack stack, Narrator narrator) {
        StackConnection connection = stack.connection();
        narrator.say("");
        narrator.say("  JDBC      " + connection.postgresUrl());
        narrator.say("  user      " + StackConnection.READER + ", password in "
                + connection.passwordFile(StackConnection.READER));
        narrator.say("  Kafka     " + connection.kafkaServers());
        narrator.say("  for programs " + stack.home().connectionFile() + ", for shells "
                + stack.home().connectionEnv());
        narrator.say("");
    }
}
