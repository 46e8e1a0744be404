package dev.millrace.githttp.visible;

import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.PublicRepositories;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A forge that lists two repositories on a page. */
@Mock
@Singleton
class FakePublicRepositories implements PublicRepositories {

    private static final int PAGE = 2;

    private final Map<String, List<InstalledRepository>> byInstallation = new ConcurrentHashMap<>();

    void list(String installationId, List<InstalledRepository> repositories) {
        byInstallation.put(installationId, repositories);
    }

    @Override
    public Page list(ForgeInstallation installation, String login, int page) {
        List<InstalledRepository> all = byInstallation.get(installation.id());
        if (all == null) {
            throw ForgeFailure.rateLimited("too many requests", Instant.now().plusSeconds(60));
        }
        int from = Math.min(all.size(), (page - 1) * PAGE);
        int to = Math.min(all.size(), from + PAGE);
        return new Page(all.subList(from, to), to < all.size());
    }
}
