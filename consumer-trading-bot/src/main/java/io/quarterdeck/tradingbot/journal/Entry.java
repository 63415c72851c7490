package io.quarterdeck.tradingbot.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Locale;

/** One thing that happened in a run. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Entry.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Entry.Decided.class, name = "decided"),
    @JsonSubTypes.Type(value = Entry.Ordered.class, name = "ordered"),
    @JsonSubTypes.Type(value = Entry.Filled.class, name = "filled"),
    @JsonSubTypes.Type(value = Entry.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = Entry.Guarded.class, name = "guarded"),
    @JsonSubTypes.Type(value = Entry.Commanded.class, name = "commanded"),
    @JsonSubTypes.Type(value = Entry.Marked.class, name = "marked")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Entry {

    /** Place in the run's journal, from 0, without gaps. */
    long sequence();

    /** Open time of the slot at whose close it happened, epoch microseconds UTC; before the first slot {@link #NO_SLOT}. */
    long slot();

    long NO_SLOT = -1;

    /** The symbol that it is about; null: the whole account. */
    default String symbol() {
        return null;
    }

    /** As in its JSON: {@code ordered}. */
    default String type() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The run began, with these settings; a run that is taken up again must have the same. */
    record Started(long sequence, long slot, String run, String strategy, String settings) implements Entry {}

    /**
     * The strategy wanted another position than before, or the same and it took an order to get there.
     *
     * @param wanted weight: value of the position in shares of the equity
     * @param allowed what the limits left of it
     * @param limitedBy the guards that lowered it, null if none did
     * @param price at which the position is valued
     * @param sourceId of the newest minute that the decision rests on
     * @param sourceLine likewise
     * @param feature release and open time of the feature row that it rests on, null if none
     */
    record Decided(
            long sequence,
            long slot,
            String symbol,
            double wanted,
            double allowed,
            String limitedBy,
            double price,
            String reason,
            long sourceId,
            long sourceLine,
            String feature)
            implements Entry {}

    /**
     * An order was sent: to buy (above 0) or sell (below 0) at the next bar's open.
     *
     * @param order the client order id; made of run, strategy, symbol, slot and number, so the same order has the same id
     */
    record Ordered(
            long sequence, long slot, String order, String symbol, double quantity, double referencePrice, String why)
            implements Entry {}

    /**
     * An order, or a part of it, was filled.
     *
     * @param quantity units, below 0 for a sale
     * @param open of the bar that filled it
     * @param price paid or got, with spread and impact
     * @param fee in quote currency, not in the price
     */
    record Filled(
            long sequence,
            long slot,
            String order,
            String symbol,
            double quantity,
            double open,
            double price,
            double fee)
            implements Entry {}

    /** What was left of an order is not wanted any more. */
    record Cancelled(long sequence, long slot, String order, String symbol, double rest, String why) implements Entry {}

    /**
     * A guard did something.
     *
     * @param symbol null: the whole account
     * @param halt what it demands from now on; null if {@code act} is not TRIPPED
     * @param equity at that moment
     */
    record Guarded(
            long sequence, long slot, String guard, Act act, String symbol, Halt halt, String detail, double equity)
            implements Entry {}

    enum Act {
        /** It halts trading until it is released. */
        TRIPPED,
        RELEASED,
        /** It stopped one order or fill. */
        REFUSED
    }

    /**
     * A person intervened.
     *
     * @param request id of the demand in {@code trading.command}
     */
    record Commanded(long sequence, long slot, long request, String command, String person, String reason)
            implements Entry {}

    /** What the account was worth: at the first slot, and then at the close of each hour, or the first slot after it. */
    record Marked(long sequence, long slot, double cash, double equity, List<Holding> holdings) implements Entry {
        public Marked {
            holdings = List.copyOf(holdings);
        }
    }
}
