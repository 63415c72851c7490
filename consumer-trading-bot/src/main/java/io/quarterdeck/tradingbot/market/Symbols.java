package io.quarterdeck.tradingbot.market;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The symbols that a run trades, sorted and numbered from 0: everything that goes over symbols goes in this order. */
public final class Symbols {

    private final List<String> names;
    private final String[] inOrder;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** @throws IllegalArgumentException if there is none */
    public Symbols(Collection<String> names) {
        this.names = names.stream().map(String::intern).distinct().sorted().toList();
        if (this.names.isEmpty()) {
            throw new IllegalArgumentException("a run needs at least one symbol");
        }
        for (String name : this.names) {
            numbers.put(name, numbers.size());
        }
        inOrder = this.names.toArray(String[]::new);
    }

    public int count() {
        return names.size();
    }

    public String name(int number) {
        return names.get(number);
    }

    /** The number of the symbol, or -1 if the run does not trade it. */
    public int number(String name) {
        return numbers.getOrDefault(name, -1);
    }

    /** As {@link #number(String)}, quicker for an interned name that comes at {@code from} or soon after it. */
    public int number(String name, int from) {
        for (int i = from; i < inOrder.length; i++) {
            if (inOrder[i] == name) {
                return i;
            }
        }
        return number(name);
    }

    public List<String> names() {
        return names;
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
