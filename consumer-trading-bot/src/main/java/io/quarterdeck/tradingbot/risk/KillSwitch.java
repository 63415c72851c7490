package io.quarterdeck.tradingbot.risk;

/** Trips when a person says so, and never by itself; {@code Engine.kill} and {@code Engine.resume} work it. */
public record KillSwitch() implements Guard {

    public static final String NAME = "kill-switch";

    @Override
    public String name() {
        return NAME;
    }
}
