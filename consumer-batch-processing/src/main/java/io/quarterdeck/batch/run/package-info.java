/** What a run is and does, as {@code governance.run} keeps it. Start at {@code RunRecord}. Imports no other step. */
package io.quarterdeck.batch.run;
