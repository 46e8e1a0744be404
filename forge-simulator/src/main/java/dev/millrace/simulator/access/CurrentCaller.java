package dev.millrace.simulator.access;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.InstallationToken;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.Hosting;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.RequestScoped;
import java.util.Arrays;
import java.util.Map;

/** The caller of the current REST request, and what it may access. */
@RequestScoped
public class CurrentCaller {

    private final Hosting hosting;
    private final ForgeAddress address;
    private Caller caller = new Caller.Anonymous();
    private String path = "";

    CurrentCaller(Hosting hosting, ForgeAddress address) {
        this.hosting = hosting;
        this.address = address;
    }

    public Caller get() {
        return caller;
    }

    void set(Caller authenticated, String requestedPath) {
        caller = authenticated;
        path = requestedPath;
    }

    /**
     * Requires the App itself.
     *
     * @throws GitHubFailure 401 for any other caller
     */
    public void requireApp() {
        if (!(caller instanceof Caller.App)) {
            throw GitHubFailure.of(401, "A JSON web token could not be decoded");
        }
    }

    /**
     * Requires an installation.
     *
     * @throws GitHubFailure 403 for any other caller
     */
    public InstallationToken requireInstallation() {
        if (caller instanceof Caller.Installed(InstallationToken token)) {
            requireActive(token);
            return token;
        }
        throw GitHubFailure.of(403, "Resource not accessible by personal access token");
    }

    /**
     * Requires a person, by whatever token.
     *
     * @throws GitHubFailure 401 or 403 for any other caller
     */
    public Account requirePerson() {
        return switch (caller) {
            case Caller.Person(Account account) -> account;
            case Caller.Authorized(Account account) -> account;
            case Caller.Installed _, Caller.App _ ->
                throw GitHubFailure.of(403, "Resource not accessible by integration");
            case Caller.Anonymous _ -> throw GitHubFailure.of(401, "Requires authentication");
        };
    }

    /**
     * Requires a person, by a token that was granted to the App.
     *
     * @throws GitHubFailure 401 or 403 for any other caller
     */
    public Account requireAuthorized() {
        Account account = requirePerson();
        if (!(caller instanceof Caller.Authorized)) {
            throw GitHubFailure.of(
                    403,
                    "You must authenticate with an access token authorized to a GitHub App in order to list installations");
        }
        return account;
    }

    /**
     * The repository of this name, if the caller sees it.
     *
     * @throws GitHubFailure 404 if there is none or it is hidden from the caller; 301 if it was renamed
     */
    public HostedRepository repository(String owner, String name) {
        return current(hosting.find(owner, name).filter(this::sees).orElseThrow(GitHubFailure::notFound), owner, name);
    }

    /** The repository for the App itself, which may read private ones too as long as it is installed on them. */
    public HostedRepository installed(String owner, String name) {
        return current(hosting.find(owner, name).orElseThrow(GitHubFailure::notFound), owner, name);
    }

    /** The repository, for a caller who may read one kind of resource in it. */
    public HostedRepository reading(String owner, String name, String permission) {
        HostedRepository repository = repository(owner, name);
        if (caller instanceof Caller.Installed(InstallationToken token)
                && !token.mayRead(permission)
                && repository.isPrivate()) {
            throw GitHubFailure.permissionMissing(permission + "=read");
        }
        return repository;
    }

    /**
     * The repository, for a caller who may write one kind of resource in it.
     *
     * @throws GitHubFailure 401 for an anonymous caller, 403 for an App without the permission
     */
    public HostedRepository writing(String owner, String name, String... anyPermission) {
        HostedRepository repository = repository(owner, name);
        switch (caller) {
            case Caller.Person _ -> {}
            case Caller.Installed(InstallationToken token) -> {
                boolean allowed =
                        token.covers(repository) && Arrays.stream(anyPermission).anyMatch(token::mayWrite);
                if (!allowed) {
                    throw GitHubFailure.permissionMissing(String.join("=write; ", anyPermission) + "=write");
                }
            }
            case Caller.Authorized _ ->
                throw GitHubFailure.permissionMissing(String.join("=write; ", anyPermission) + "=write");
            case Caller.App _, Caller.Anonymous _ -> throw GitHubFailure.of(401, "Requires authentication");
        }
        return repository;
    }

    private HostedRepository current(HostedRepository repository, String owner, String name) {
        if (!repository.name().equalsIgnoreCase(name)) {
            String rest = path.substring(Math.min(path.length(), ("/repos/" + owner + "/" + name).length()));
            throw GitHubFailure.of(
                    301,
                    "Moved Permanently",
                    Map.of("Location", address.base() + "/repositories/" + repository.id() + rest));
        }
        return repository;
    }

    private boolean sees(HostedRepository repository) {
        return switch (caller) {
            case Caller.Person _ -> true;
            case Caller.Installed(InstallationToken token) -> {
                requireActive(token);
                yield token.covers(repository) || !repository.isPrivate();
            }
            case Caller.Authorized _, Caller.App _, Caller.Anonymous _ -> !repository.isPrivate();
        };
    }

    private static void requireActive(InstallationToken token) {
        if (token.installation().suspendedAt().isPresent()) {
            throw GitHubFailure.of(403, "This installation has been suspended");
        }
    }
}
