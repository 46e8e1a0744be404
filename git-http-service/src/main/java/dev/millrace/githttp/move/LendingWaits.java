package dev.millrace.githttp.move;

import dev.millrace.githttp.api.Work;
import dev.millrace.githttp.forward.Waiting;
import java.io.IOException;

/** A call of the API that waits for an upstream: other calls use its permit meanwhile. */
public final class LendingWaits implements Waiting {

    private final Work work;

    public LendingWaits(Work work) {
        this.work = work;
    }

    @Override
    public <T> T during(Wait<T> wait) throws IOException {
        return work.waiting(wait::get);
    }
}
