package dev.millrace.gateway.dashboard.frame;

import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.oidc.OpenIdProviders;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** What people can sign in with, besides a token. */
@ApplicationScoped
class SignInChoices {

    private final SignInApps apps;
    private final OpenIdProviders providers;

    SignInChoices(SignInApps apps, OpenIdProviders providers) {
        this.apps = apps;
        this.providers = providers;
    }

    List<Choice> list() {
        return Stream.concat(
                        apps.list().stream()
                                .map(app -> new Choice(
                                        app.instance(),
                                        "github",
                                        "/api/session/github?connection=" + LocalPath.escaped(app.connectionId()))),
                        providers.list().stream()
                                .map(provider -> new Choice(
                                        provider.name(),
                                        "key",
                                        "/api/session/oidc/providers/" + LocalPath.escaped(provider.id()))))
                .toList();
    }

    /**
     * Something to sign in with.
     *
     * @param name for people
     * @param icon name of its icon
     * @param address where the sign-in begins
     */
    record Choice(String name, String icon, String address) {}
}
