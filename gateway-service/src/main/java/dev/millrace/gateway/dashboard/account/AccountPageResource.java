package dev.millrace.gateway.dashboard.account;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.settings.SettingsTabs;
import dev.millrace.gateway.oidc.OpenIdProviders;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /ui/settings/account}: the accounts and the sessions of the signed-in person. */
@Path("/ui/settings/account")
@RunOnVirtualThread
@RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
class AccountPageResource {

    private static final String PATH = SettingsTabs.ACCOUNT.path();

    private final Template account;
    private final PageResponses pages;
    private final Services services;
    private final SignInApps apps;
    private final OpenIdProviders providers;

    AccountPageResource(
            @Location("ui/settings/account") Template account,
            PageResponses pages,
            Services services,
            SignInApps apps,
            OpenIdProviders providers) {
        this.account = account;
        this.pages = pages;
        this.services = services;
        this.apps = apps;
        this.providers = providers;
    }

    @GET
    public Response show() {
        JsonNode user = services.get("/api/user").require();
        List<LinkedAccount> linked = LinkedAccount.of(user);
        List<SignInApp> free = apps.list().stream()
                .filter(app -> linked.stream().noneMatch(each -> each.instance().equals(app.instance())))
                .toList();
        return pages.show(
                Section.SETTINGS,
                "Own account",
                account.data("tabs", SettingsTabs.ACCOUNT.tabs(pages.viewer()))
                        .data("linked", linked)
                        .data("apps", free)
                        .data("providers", providers.list())
                        .data(
                                "providerAccounts",
                                ProviderAccountView.of(services.get("/api/user/provider-accounts")
                                        .require()))
                        .data(
                                "sessions",
                                SessionView.of(
                                        services.get("/api/user/sessions").require())));
    }

    /** Sends the browser to the forge of {@code connection}, to link the account there. */
    @POST
    @Path("link")
    public Response link(@Nullable String body) {
        return pages.leave(
                services.post(
                        "/api/session/github/link",
                        Map.of("connection", Form.of(body).text("connection"))),
                PATH + "?done=linked");
    }

    /** Sends the browser to the provider {@code provider}, to link the account there. */
    @POST
    @Path("link-provider")
    public Response linkProvider(@Nullable String body) {
        return pages.leave(
                services.post(
                        "/api/session/oidc/providers/"
                                + LocalPath.escaped(Form.of(body).required("provider")) + "/link",
                        Map.of()),
                PATH + "?done=linked");
    }

    /** Ends the link of the account {@code account} at the forge {@code instance}. */
    @POST
    @Path("unlink")
    public Response unlink(@Nullable String body) {
        Form form = Form.of(body);
        services.delete("/api/user/identities/" + LocalPath.escaped(form.required("instance")) + "/"
                        + LocalPath.escaped(form.required("account")))
                .require();
        return pages.back(PATH, Done.UNLINKED);
    }

    /** Ends the link of the account {@code id} at a provider. */
    @POST
    @Path("unlink-provider")
    public Response unlinkProvider(@Nullable String body) {
        services.delete("/api/user/provider-accounts/"
                        + LocalPath.escaped(Form.of(body).required("id")))
                .require();
        return pages.back(PATH, Done.UNLINKED);
    }

    /** Ends the session {@code id}. */
    @POST
    @Path("end-session")
    public Response endSession(@Nullable String body) {
        services.delete("/api/user/sessions/" + LocalPath.escaped(Form.of(body).required("id")))
                .require();
        return pages.back(PATH, Done.REMOVED);
    }

    /** Leaves the team. */
    @POST
    @Path("leave")
    @RolesAllowed(Roles.VIEWER)
    public Response leave() {
        services.delete("/api/user/membership").require();
        return pages.go("/");
    }
}
