package dev.millrace.githttp.transport;

import dev.millrace.githttp.admission.ComputePool;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The pool in which all features of this process compute. */
class ComputeBeans {

    @Produces
    @Singleton
    ComputePool pool(GitHttpConfig config) {
        return new ComputePool(processors(config), 2 * config.connections());
    }

    void close(@Disposes ComputePool pool) {
        pool.close();
    }

    static int processors(GitHttpConfig config) {
        return config.processors().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
