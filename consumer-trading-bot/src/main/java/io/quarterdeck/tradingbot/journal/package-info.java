/**
 * Everything that happened in a run, entry by entry ({@code Entry}): the engine's state is what its entries add up to, so a
 * run can be stopped anywhere and taken up again. {@code EntryJson} writes an entry as one line, always the same.
 */
package io.quarterdeck.tradingbot.journal;
