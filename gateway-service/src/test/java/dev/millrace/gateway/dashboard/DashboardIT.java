package dev.millrace.gateway.dashboard;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.gateway.TestPeople.Person;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as a browser without JavaScript gets them. Who may open which is checked for all of them by {@code RouteMatrixIT}. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class DashboardIT {

    private static final String SESSION = "millrace-session";
    private static final Pattern INLINE =
            Pattern.compile("<style|<script(?! src=)|\\son[a-z]+=|\\sstyle=", Pattern.CASE_INSENSITIVE);
    private static final Pattern STYLES = Pattern.compile("href=\"(/ui/assets/[^\"]+/ui\\.css)\"");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ui/design",
                "/ui/people",
                "/ui/search",
                "/ui/settings/integrations",
                "/ui/settings/members",
                "/ui/settings/tokens",
                "/ui/settings/keys",
                "/ui/settings/webhooks",
                "/ui/settings/audit",
                "/ui/settings/account"
            })
    void rendersEachPageForAnOwnerWithoutInlineStyleOrScript(String path) {
        Person owner = TestPeople.join(TestPeople.team(), "owner");

        Response page = signedIn(owner).get(path);

        page.then()
                .statusCode(200)
                .contentType("text/html;charset=utf-8")
                .header("Cache-Control", equalTo("no-store"))
                .header(
                        "Content-Security-Policy",
                        allOf(
                                containsString("default-src 'none'"),
                                containsString("script-src 'self'"),
                                not(containsString("unsafe"))))
                .body(containsString("<html lang=\"en\""))
                .body(containsString("<main id=\"main\""));
        // a browser applies all of them
        assertThat(page.headers().getValues("Content-Security-Policy")).hasSize(1);
        assertThat(INLINE.matcher(page.asString()).find()).isFalse();
    }

    @Test
    void rendersThePagesOfAdministrators() {
        administrator().get("/ui/settings/connections").then().statusCode(200).body(containsString("Connect a forge"));
        administrator().get("/ui/operations").then().statusCode(200).body(containsString("not reachable"));
        administrator().get("/ui/settings/audit").then().statusCode(200).body(containsString("Audit log"));
        administrator().get("/").then().statusCode(200).body(containsString("Create the team"));
    }

    @ParameterizedTest
    @CsvSource({
        "/ui/settings/members,   Create a link",
        "/ui/settings/members,   /ui/settings/members/remove",
        "/ui/settings/keys,      Register a key",
        "/ui/settings/keys,      Register a signing key",
        "/ui/settings/tokens,    All tokens for the team",
        "/ui/settings/integrations, /ui/settings/integrations/mirroring",
        "/ui/settings/integrations, /ui/settings/webhooks",
        "/ui/settings/integrations, /ui/settings/audit"
    })
    void showsAViewerNothingThatOnlyOthersMayDo(String path, String shown) {
        String team = TestPeople.team();

        signedIn(TestPeople.join(team, "owner"))
                .get(path)
                .then()
                .statusCode(200)
                .body(containsString(shown));
        signedIn(TestPeople.join(team, "viewer"))
                .get(path)
                .then()
                .statusCode(200)
                .body(not(containsString(shown)));
    }

    @Test
    void signsInWithATokenAndReturnsToThePageThatWasWanted() {
        Person member = TestPeople.join(TestPeople.team(), "member");

        given().get("/ui/people")
                .then()
                .statusCode(401)
                .contentType(ContentType.HTML)
                .header("Refresh", equalTo("0; url=/ui/sign-in?next=%2Fui%2Fpeople"));
        given().queryParam("next", "/ui/people")
                .get("/ui/sign-in")
                .then()
                .statusCode(200)
                .body(containsString("name=\"next\" value=\"/ui/people\""));
        Response signedIn = form().formParam("token", member.token())
                .formParam("next", "/ui/people")
                .post("/ui/sign-in");

        signedIn.then().statusCode(303).header("Location", containsString("/ui/people"));
        String session = signedIn.getCookie(SESSION);
        form().cookie(SESSION, session).get("/ui/people").then().statusCode(200);
        form().cookie(SESSION, session).post("/ui/sign-out").then().statusCode(303);
        form().cookie(SESSION, session).get("/ui/people").then().statusCode(401);
    }

    @Test
    void refusesAnInvalidTokenAndASignInOfAnotherSite() {
        form().formParam("token", "mr_wrong")
                .post("/ui/sign-in")
                .then()
                .statusCode(401)
                .body(containsString("neither a valid access token"));
        given().header("Sec-Fetch-Site", "cross-site")
                .contentType("application/x-www-form-urlencoded")
                .formParam("token", "mr_wrong")
                .post("/ui/sign-in")
                .then()
                .statusCode(403);
    }

    @Test
    void sendsNoBrowserToAnotherHost() {
        Person member = TestPeople.join(TestPeople.team(), "member");

        form().formParam("token", member.token())
                .formParam("next", "//evil.example/")
                .post("/ui/sign-in")
                .then()
                .statusCode(303)
                .header("Location", not(containsString("evil")));
    }

    @Test
    void makesTheFirstOwnerOfWhoeverHasTheAdministratorsToken() {
        String slug = "first-" + UUID.randomUUID().toString().substring(0, 8);
        String session = form().formParam("token", AdministratorAccess.token())
                .post("/ui/sign-in")
                .getCookie(SESSION);

        Response created = form().cookie(SESSION, session)
                .formParam("slug", slug)
                .formParam("name", "Ada Lovelace")
                .post("/ui/first-team");

        created.then().statusCode(303);
        form().cookie(SESSION, created.getCookie(SESSION))
                .get("/")
                .then()
                .statusCode(200)
                .body(containsString("Hello, Ada Lovelace. You are owner of this team."))
                .body(containsString("integrate GitHub"))
                .body(containsString("Operations"));
        form().cookie(SESSION, session)
                .formParam("slug", slug)
                .formParam("name", "Ada Lovelace")
                .post("/ui/first-team")
                .then()
                .statusCode(409)
                .body(containsString("there is a team"));
    }

    @Test
    void showsANewTokenOnceWithALineThatClones() {
        Person member = TestPeople.join(TestPeople.team(), "member");

        String page = signedIn(member)
                .formParam("name", "laptop")
                .formParam("scopes", "git:read")
                .post("/ui/settings/tokens")
                .then()
                .statusCode(200)
                .body(containsString("git clone "))
                .extract()
                .asString();

        Matcher token = Pattern.compile("mr_[A-Za-z0-9]{40}").matcher(page);
        assertThat(token.find()).isTrue();
        TestPeople.with(token.group()).get("/api/session").then().statusCode(200);
        signedIn(member)
                .get("/ui/settings/tokens")
                .then()
                .body(containsString("laptop"), not(containsString(token.group())));
    }

    @Test
    void explainsWhatIsWrongWithAForm() {
        Person member = TestPeople.join(TestPeople.team(), "member");

        signedIn(member)
                .formParam("name", "laptop")
                .formParam("scopes", "repo:write")
                .post("/ui/settings/tokens")
                .then()
                .statusCode(403)
                .body(containsString("class=\"notice notice-bad\""))
                .body(containsString("value=\"laptop\""));
    }

    @Test
    void invitesAndShowsTheLinkOnce() {
        Person owner = TestPeople.join(TestPeople.team(), "owner");

        signedIn(owner)
                .formParam("role", "viewer")
                .post("/ui/settings/members/invitations")
                .then()
                .statusCode(200)
                .body(containsString("/join#mri_"));
        signedIn(owner)
                .get("/ui/settings/members")
                .then()
                .body(not(containsString("/join#")), containsString("Revoke"));
    }

    @Test
    void acceptsAWebhookSecretThatIsGeneratedForAForge() {
        String team = TestPeople.team();

        administrator()
                .contentType("application/x-www-form-urlencoded")
                .formParams(Map.of("forge", "gitlab", "instance", "git.example.org", "team", team))
                .post("/ui/settings/connections")
                .then()
                .statusCode(200)
                .body(containsString("/webhooks/" + team + "/gitlab"), containsString("is shown once"));
    }

    @Test
    void showsEachAccountAsAnIconWithItsName() {
        String team = TestPeople.team();
        Person owner = TestPeople.join(team, "owner");
        administrator()
                .body(Map.of("login", "octo-ann"))
                .put("/api/users/%s/identities/github.com/%d"
                        .formatted(owner.id(), Math.abs(owner.id().hashCode())))
                .then()
                .statusCode(200);

        signedIn(owner)
                .get("/ui/people")
                .then()
                .body(
                        containsString("aria-label=\"octo-ann at github.com\""),
                        containsString("Accounts that belong to nobody"));
    }

    @Test
    void keepsTheChoiceOfColours() {
        form().formParam("theme", "dark")
                .formParam("next", "/ui/sign-in")
                .post("/ui/theme")
                .then()
                .statusCode(303)
                .cookie("millrace-theme", "dark");
        form().cookie("millrace-theme", "dark").get("/ui/sign-in").then().body(containsString("data-theme=\"dark\""));
    }

    @Test
    void servesItsFilesForGood() {
        Matcher styles = STYLES.matcher(given().get("/ui/sign-in").asString());
        assertThat(styles.find()).isTrue();

        given().get(styles.group(1))
                .then()
                .statusCode(200)
                .contentType(containsString("text/css"))
                .header("Cache-Control", containsString("immutable"))
                .body(containsString("--accent"));
        Stream.of("htmx.js", "echarts.js", "charts.js", "ui.js", "icon.svg")
                .forEach(file -> given().get("/ui/assets/other/" + file)
                        .then()
                        .statusCode(200)
                        .header("Cache-Control", not(containsString("immutable"))));
    }

    @Test
    void namesWhoMayDoWhatAPageRefuses() {
        Person viewer = TestPeople.join(TestPeople.team(), "viewer");

        for (String path : List.of(
                "/ui/settings/webhooks",
                "/ui/settings/audit",
                "/ui/settings/connections",
                "/ui/operations",
                "/ui/operations/deliveries",
                "/ui/operations/recovery",
                "/ui/operations/dead-letters",
                "/ui/operations/storage")) {
            signedIn(viewer)
                    .get(path)
                    .then()
                    .statusCode(403)
                    .contentType(ContentType.HTML)
                    .body(containsString("What to do."));
        }
    }

    private static RequestSpecification signedIn(Person person) {
        String session =
                form().formParam("token", person.token()).post("/ui/sign-in").getCookie(SESSION);
        return form().cookie(SESSION, session);
    }

    /** A request as a page of the platform sends it. */
    private static RequestSpecification form() {
        return given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded; charset=utf-8");
    }
}
