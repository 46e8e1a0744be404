package dev.millrace.insights.query;

import dev.millrace.insights.ledger.DeriveLedger;
import dev.millrace.insights.ledger.LedgerScope;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names what the numbers of a scope are computed from: as long as it is the same, so are they. */
final class DataVersion {

    private DataVersion() {}

    /** A UUID. */
    static String of(LedgerScope scope) {
        String all = String.join(
                "\n",
                scope.population().toString(),
                scope.version(),
                Integer.toString(scope.definitions()),
                String.valueOf(scope.dataThrough()),
                DeriveLedger.DEFINITION);
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
