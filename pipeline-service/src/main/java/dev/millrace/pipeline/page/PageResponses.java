package dev.millrace.pipeline.page;

import io.quarkus.qute.Template;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** The responses with a page. Nothing of a page is kept by browsers or proxies, and nothing in it can run or load but our own files. */
@Singleton
final class PageResponses {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Template build;
    private final Template job;
    private final Template refused;
    private final PageAssets assets;

    PageResponses(Template build, Template job, Template refused, PageAssets assets) {
        this.build = build;
        this.job = job;
        this.refused = refused;
        this.assets = assets;
    }

    Response build(BuildView view) {
        return page(
                200,
                build.data("build", view)
                        .data("styles", assets.address(PageAssets.STYLES))
                        .render());
    }

    Response job(BuildView ofBuild, JobView view, PageLinks links) {
        return page(
                200,
                job.data("build", ofBuild)
                        .data("job", view)
                        .data("buildPage", links.build())
                        .data("styles", assets.address(PageAssets.STYLES))
                        .data("script", assets.address(PageAssets.SCRIPT))
                        .render());
    }

    /** The page in place of one that the reader may not see, or that does not exist: which of them is not shown. */
    Response refused(Visit visit) {
        return switch (visit) {
            case Visit.Unknown unknown -> signIn(401);
            case Visit.Refused refusal -> signIn(403);
            case Visit.NotOfTheTeam(String team) -> missing(team);
            case Visit.Granted granted -> missing("");
        };
    }

    private Response signIn(int status) {
        Response response = page(status, refused(""));
        return status == 401
                ? Response.fromResponse(response)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"millrace\"")
                        .build()
                : response;
    }

    private Response missing(String team) {
        return page(404, refused(team.isEmpty() ? "this build" : "the team " + PageText.name(team)));
    }

    /** @param searched where there is no such thing; empty for a reader who has to sign in */
    private String refused(String searched) {
        return refused.data("searched", searched)
                .data("styles", assets.address(PageAssets.STYLES))
                .render();
    }

    private static Response page(int status, String html) {
        return Response.status(status)
                .type("text/html;charset=utf-8")
                .entity(html)
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Robots-Tag", "noindex")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
