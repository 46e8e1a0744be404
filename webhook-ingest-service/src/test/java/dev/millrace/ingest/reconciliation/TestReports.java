package dev.millrace.ingest.reconciliation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Reports without a running service, for tests of other packages. */
public final class TestReports {

    private TestReports() {}

    public static ReportedRefs create() {
        return new ReportedRefs(new ReportStore(), new ReconciliationMeters(new SimpleMeterRegistry()));
    }
}
