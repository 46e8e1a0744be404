package dev.millrace.simulator.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.app.AppRegistration;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.hooks.AppHook;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.signin.AppManifests.Manifest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** {@code POST /app-manifests/{code}/conversions}: the App becomes what the manifest says, and shows its secrets once. */
@GitHubApi
@Path("/app-manifests/{code}/conversions")
class ConversionResource {

    private final AppManifests manifests;
    private final GitHubApp app;
    private final AppHook hook;
    private final AppShape shape;

    ConversionResource(AppManifests manifests, GitHubApp app, AppHook hook, AppShape shape) {
        this.manifests = manifests;
        this.app = app;
        this.hook = hook;
        this.shape = shape;
    }

    @POST
    public Response convert(@PathParam("code") String code) {
        Manifest manifest = manifests.take(code).orElseThrow(GitHubFailure::notFound);
        AppRegistration registration =
                AppRegistration.create(manifest.slug(), manifest.callbackUrls(), manifest.setupUrl());
        app.register(registration);
        hook.secret(AppRegistration.newSecret());
        manifest.hookUrl().ifPresent(hook::url);
        ObjectNode answer = shape.app()
                .put("client_secret", registration.clientSecret())
                .put("webhook_secret", hook.secret())
                .put("pem", registration.privateKeyPem().orElseThrow());
        return Answer.created(answer);
    }
}
