package dev.millrace.gateway.dashboard.design;

import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Tab;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** {@code /ui/design}: every component, with the name by which templates use it. */
@Path("/ui/design")
@RolesAllowed(Roles.AUTHENTICATED)
@RunOnVirtualThread
class DesignPageResource {

    private static final String SERIES = """
            {"kind": "line", "unit": "per day", "labels": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
             "series": [{"name": "This week", "values": [3, 5, 4, 7, 6, 1, 2]},
                        {"name": "Last week", "values": [2, 4, 4, 5, 3, 1, 1]}]}""";

    private static final List<Line> LOG = List.of(
            new Line(1, List.of(new Span("", "$ mvn verify"))), new Line(2, List.of(new Span("f2", "BUILD SUCCESS"))));

    private static final List<CodeLine> CODE = List.of(
            new CodeLine(1, "version: \"1\""),
            new CodeLine(2, "pipelines:"),
            new CodeLine(3, "  - name: checks:1.0.0  # one of each event"));
    private static final List<Account> ACCOUNTS = List.of(
            new Account("github.com", "ada", "github"), new Account("gitlab.example.org", "lovelace", "gitlab"));

    private final Template design;
    private final PageResponses pages;

    DesignPageResource(@Location("ui/design") Template design, PageResponses pages) {
        this.design = design;
        this.pages = pages;
    }

    @GET
    public Response show() {
        return pages.show(
                Section.HOME,
                "Design",
                design.data("series", SERIES)
                        .data("roles", List.of("viewer", "member", "owner"))
                        .data("log", LOG)
                        .data("code", CODE)
                        .data("accounts", ACCOUNTS)
                        .data(
                                "tabs",
                                List.of(
                                        new Tab("Open", "/ui/design", true, "3"),
                                        new Tab("Closed", "/ui/design", false, ""))));
    }

    /** A line of a file, as {@code uiCode} shows it. */
    private record CodeLine(int number, String text) {}

    /** A line of a log, as {@code uiLog} shows it. */
    private record Line(int number, List<Span> spans) {}

    /** A part of a line with the class of its colour. */
    private record Span(String css, String text) {}

    /** An account, as {@code uiAccount} shows it. */
    private record Account(String forge, String username, String icon) {}
}
