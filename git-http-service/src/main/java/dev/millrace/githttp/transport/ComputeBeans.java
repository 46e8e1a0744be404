package dev.millrace.githttp.transport;

import dev.millrace.git.write.WriteLimits;
import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.githttp.push.PushLimits;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The pool in which all features of this process compute, and the limits of their writes. */
class ComputeBeans {

    @Produces
    @Singleton
    ComputePool pool(GitHttpConfig config) {
        return new ComputePool(processors(config), 2 * config.connections());
    }

    /** The limits of everything that writes to repositories. */
    @Produces
    @Singleton
    PushLimits limits(GitHttpConfig config) {
        return new PushLimits(
                config.maxPack().asLongValue(),
                config.maxObject().asLongValue(),
                config.maxCommands().asLongValue(),
                config.maxRefsPerPush(),
                new WriteLimits(config.maxRepository().asLongValue(), config.maxRefs()));
    }

    void close(@Disposes ComputePool pool) {
        pool.close();
    }

    static int processors(GitHttpConfig config) {
        return config.processors().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
