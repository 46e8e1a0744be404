package dev.millrace.sync.lfs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.GitStorage;
import dev.millrace.kit.database.Database;
import dev.millrace.upstream.ResolveUpstream;
import dev.millrace.upstream.UpstreamClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Large files as beans. */
@ApplicationScoped
class LfsBeans {

    @Produces
    @Singleton
    MirrorLfs mirrorLfs(
            Database database,
            WantedObjectStore wanted,
            GitStorage storage,
            ObjectMapper json,
            ResolveUpstream resolve,
            UpstreamClient client,
            LfsConfig config) {
        return new MirrorLfs(database, wanted, storage, new LfsClient(json, resolve, client), config);
    }
}
