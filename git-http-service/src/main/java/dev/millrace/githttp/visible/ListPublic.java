package dev.millrace.githttp.visible;

import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.PublicRepositories;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.githttp.installation.Installations;
import dev.millrace.githttp.visible.PublicRepository.Mirrored;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Lists the public repositories of an account that the team has connected. */
@ApplicationScoped
class ListPublic {

    private final Installations installations;
    private final PublicRepositories publicRepositories;
    private final Catalog catalog;

    ListPublic(Installations installations, PublicRepositories publicRepositories, Catalog catalog) {
        this.installations = installations;
        this.publicRepositories = publicRepositories;
        this.catalog = catalog;
    }

    /**
     * A page of them; empty if the team has no active installation there.
     *
     * @param page from 1
     * @throws dev.millrace.forge.ForgeFailure if the forge does not send it
     */
    Optional<PublicPage> handle(String team, String instance, String account, int page) {
        return installations.findLinked(team, instance, account).map(linked -> {
            PublicRepositories.Page found = publicRepositories.list(linked.installation(), linked.login(), page);
            return new PublicPage(
                    found.repositories().stream()
                            .map(repository -> new PublicRepository(repository, mirrored(team, instance, repository)))
                            .toList(),
                    found.hasMore());
        });
    }

    private Mirrored mirrored(String team, String instance, InstalledRepository repository) {
        if (catalog.findMirror(team, instance + ":" + repository.id()).isPresent()) {
            return Mirrored.CONNECTED;
        }
        return catalog.find(team, repository.fullName())
                .map(found -> mirrored(instance, repository.fullName(), found))
                .orElse(Mirrored.NO);
    }

    static Mirrored mirrored(String instance, String fullName, StoredRepository found) {
        Optional<Upstream> upstream = found.upstream()
                .filter(Upstream::isAttached)
                .filter(attached -> attached.origin().host().equals(instance))
                .filter(attached -> fullName.equalsIgnoreCase(
                        attached.origin().owner() + "/" + attached.origin().name()));
        if (upstream.isEmpty()) {
            return Mirrored.NAME_TAKEN;
        }
        return upstream.get().readOnly() ? Mirrored.READ_ONLY : Mirrored.CONNECTED;
    }
}
