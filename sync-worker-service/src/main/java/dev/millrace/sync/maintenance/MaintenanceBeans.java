package dev.millrace.sync.maintenance;

import dev.millrace.git.GitStorage;
import dev.millrace.git.repack.Maintenance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The library's maintenance as a bean. */
@ApplicationScoped
class MaintenanceBeans {

    @Produces
    @Singleton
    Maintenance maintenance(GitStorage storage, PackConfig config) {
        return storage.maintenance(config.toMaintenance());
    }
}
