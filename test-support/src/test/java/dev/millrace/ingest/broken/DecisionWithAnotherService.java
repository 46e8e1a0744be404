package dev.millrace.ingest.broken;

import dev.millrace.sync.broken.SharedBetweenServices;

final class DecisionWithAnotherService {

    SharedBetweenServices shared() {
        return new SharedBetweenServices();
    }
}
