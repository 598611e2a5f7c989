package klt.controller.core.audit;

import java.util.Map;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;

/**
 * A worker's ledger of sent messages.
 *
 * @param given message counts, by partition
 */
public record SendLedger(int producer, Map<Integer, Given> given) {

    void add(SendLedgerReport evidence) {
        for (int i = 0; i < evidence.given().size(); i++) {
            // a late report may be older than the one already known
            given.merge(
                    evidence.first() + i,
                    evidence.given().get(i),
                    (known, report) ->
                            report.completed() < known.completed() || report.sent() < known.sent() ? known : report);
        }
    }
}
