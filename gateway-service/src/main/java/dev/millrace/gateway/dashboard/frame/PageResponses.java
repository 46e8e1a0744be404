package dev.millrace.gateway.dashboard.frame;

import dev.millrace.gateway.member.Member;
import dev.millrace.gateway.member.Members;
import dev.millrace.gateway.route.ReturnPath;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The responses of pages: the content in its frame, with the policy that refuses styles and scripts of other places. */
@ApplicationScoped
public class PageResponses {

    private static final String HTML = "text/html;charset=utf-8";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private final Template signIn;
    private final Template signInNeeded;
    private final Template problem;
    private final Template leaving;
    private final SignInChoices choices;
    private final Members members;
    private final Database database;
    private final CurrentCaller currentCaller;
    private final CurrentVertxRequest current;
    private final Assets assets;
    private final Clock clock;

    PageResponses(
            @Location("ui/sign-in") Template signIn,
            @Location("ui/sign-in-needed") Template signInNeeded,
            @Location("ui/problem") Template problem,
            @Location("ui/leaving") Template leaving,
            SignInChoices choices,
            Members members,
            Database database,
            CurrentCaller currentCaller,
            CurrentVertxRequest current,
            Assets assets,
            Clock clock) {
        this.signIn = signIn;
        this.signInNeeded = signInNeeded;
        this.problem = problem;
        this.leaving = leaving;
        this.choices = choices;
        this.members = members;
        this.database = database;
        this.currentCaller = currentCaller;
        this.current = current;
        this.assets = assets;
        this.clock = clock;
    }

    /** Who looks at the current page. */
    public Viewer viewer() {
        return Viewer.of(currentCaller.load());
    }

    /** The page with this content. */
    public Response show(Section section, String title, TemplateInstance content) {
        return show(200, section, title, content);
    }

    /** The page with another status, for example with a form that could not be accepted. */
    public Response show(int status, Section section, String title, TemplateInstance content) {
        return show(status, section, title, content, List.of());
    }

    /**
     * A page with forms that leave the platform.
     *
     * @param targets origins that its forms may lead to, directly or by a redirect, for example {@code https://github.com}
     */
    public Response show(int status, Section section, String title, TemplateInstance content, List<String> targets) {
        String page = content.data("page", frame(currentCaller.load(), section, title))
                .render();
        return html(status, page, targets).build();
    }

    /**
     * A page whose form sends the browser to a forge, which sends it back to a path of ours at the end.
     *
     * @param targets as for {@link #show(int, Section, String, TemplateInstance, List)}
     */
    public Response leaving(
            Section section, String title, TemplateInstance content, List<String> targets, String returnTo) {
        return Response.fromResponse(show(200, section, title, content, targets))
                .header(HttpHeaders.SET_COOKIE, ReturnPath.keep(returnTo))
                .build();
    }

    /** A page for whoever has no session: without navigation. */
    public Response bare(String title, TemplateInstance content) {
        return html(200, content.data("page", outside(title)).render(), List.of())
                .build();
    }

    /** A part of a page, without the frame, for a page that replaces it. */
    public Response part(TemplateInstance content) {
        return html(
                        200,
                        content.data("page", frame(currentCaller.load(), Section.HOME, ""))
                                .render(),
                        List.of())
                .build();
    }

    /** Sends the browser to a page, which shows what was done. */
    public Response back(String path, Done done) {
        return go(LocalPath.with(path, Done.PARAMETER, done.wireName()));
    }

    /** Sends the browser to a page. */
    public Response go(String path) {
        return Response.seeOther(URI.create(path))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /**
     * Sends the browser to a page of a forge or of a provider, as the API has decided, and back to a path of ours at the end. This is a
     * page that leads on by itself, since browsers apply {@code form-action} to the redirects of a form, too.
     *
     * @param begun response of the API with {@code location} and the cookie of the flow
     */
    public Response leave(Reply begun, String returnTo) {
        URI location = URI.create(begun.require().path("location").asText());
        var response = html(
                        200,
                        leaving.data("location", location)
                                .data("page", outside("Continue at " + location.getHost()))
                                .render(),
                        List.of())
                .header("Refresh", "0; url=" + location)
                .header(HttpHeaders.SET_COOKIE, ReturnPath.keep(returnTo));
        begun.cookies().forEach(cookie -> response.header(HttpHeaders.SET_COOKIE, cookie));
        return response.build();
    }

    /** Where the browser wanted to be before it was sent away; empty if nowhere else than here. */
    public Optional<String> returnPath() {
        return ReturnPath.of(cookie(ReturnPath.COOKIE));
    }

    /** Sends the browser there. */
    public Response returned(String path) {
        return Response.seeOther(URI.create(path))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.SET_COOKIE, ReturnPath.forget())
                .build();
    }

    /**
     * The page on which people sign in.
     *
     * @param next path of the platform to which they want to get
     * @param error why the last attempt failed; empty text for none
     */
    public Response signIn(int status, String next, String error) {
        var content = signIn.data("choices", choices.list()).data("next", next).data("failure", error);
        return html(status, content.data("page", outside("Sign in")).render(), List.of())
                .header(HttpHeaders.SET_COOKIE, ReturnPath.keep(next))
                .build();
    }

    /** A page with status 401 that leads to the sign-in by itself, and from there to {@code next}. It waits for nothing. */
    Response signInNeeded(String next) {
        String address = "/ui/sign-in?next=" + LocalPath.escaped(next);
        return html(
                        401,
                        signInNeeded
                                .data("address", address)
                                .data("page", outside("Sign in"))
                                .render(),
                        List.of())
                .header("Refresh", "0; url=" + address)
                .build();
    }

    /**
     * The page for a request that failed.
     *
     * @param mayWait whether it may ask who the caller is; otherwise it has no navigation
     */
    Response problem(Problem shown, boolean mayWait) {
        Optional<Caller> caller = mayWait ? caller() : Optional.empty();
        Frame frame =
                caller.map(known -> frame(known, Section.HOME, shown.title())).orElseGet(() -> outside(shown.title()));
        return html(
                        shown.status(),
                        problem.data("problem", shown)
                                .data("framed", caller.isPresent())
                                .data("page", frame)
                                .render(),
                        List.of())
                .build();
    }

    /** The path of the current request, with its query. */
    String requested() {
        String uri = current.getCurrent().request().uri();
        return LocalPath.isLocal(uri) ? uri : "/";
    }

    private Optional<Caller> caller() {
        try {
            return Optional.of(currentCaller.load());
        } catch (MillraceException e) {
            if (e.status() == 401) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Frame frame(Caller caller, Section section, String title) {
        Viewer viewer = Viewer.of(caller);
        List<String> teams = viewer.user()
                .map(user -> database.inTransaction(tx -> members.listOfUser(tx, user)).stream()
                        .map(Member::team)
                        .toList())
                .orElseGet(() -> viewer.team().stream().toList());
        return frame(viewer, teams, section, title);
    }

    private Frame outside(String title) {
        return frame(
                new Viewer(Optional.empty(), "", Optional.empty(), Optional.empty(), false),
                List.of(),
                Section.HOME,
                title);
    }

    private Frame frame(Viewer viewer, List<String> teams, Section section, String title) {
        HttpServerRequest request = current.getCurrent().request();
        // a form that was refused is shown at its own path, which cannot be opened
        String path = request.method().name().equals("GET") ? requested() : section.path();
        return new Frame(
                title,
                section,
                viewer,
                teams,
                Theme.of(String.valueOf(cookie(Theme.COOKIE))),
                Optional.ofNullable(request.getParam(Done.PARAMETER)).flatMap(Done::find),
                path,
                assets,
                clock.instant());
    }

    private @Nullable String cookie(String name) {
        Cookie cookie = current.getCurrent().request().getCookie(name);
        return cookie == null ? null : cookie.getValue();
    }

    private static Response.ResponseBuilder html(int status, String page, List<String> targets) {
        String policy = targets.isEmpty() ? POLICY : POLICY + " " + String.join(" ", targets);
        return Response.status(status)
                .type(HTML)
                .entity(page)
                .header("Content-Security-Policy", policy)
                // so that forms state where they come from in browsers that send nothing else
                .header("Referrer-Policy", "same-origin")
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
