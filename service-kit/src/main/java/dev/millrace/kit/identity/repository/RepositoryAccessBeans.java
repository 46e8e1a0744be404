package dev.millrace.kit.identity.repository;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

@ApplicationScoped
class RepositoryAccessBeans {

    @Produces
    @Singleton
    RepositoryAccess repositoryAccess(Clock clock) {
        return new RepositoryAccess(clock);
    }
}
