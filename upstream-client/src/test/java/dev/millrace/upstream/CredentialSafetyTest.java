package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.testing.TestForge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for both users of the client: requests of our own, as pushes send them, and JGit's, as syncs send them. */
class CredentialSafetyTest {

    private static final String REFS = "/r.git/info/refs";

    @ParameterizedTest
    @EnumSource(Via.class)
    void redactsACredentialThatTheUpstreamRepeats(Via via) throws IOException {
        String sent =
                Base64.getEncoder().encodeToString(("bot:" + TestUpstream.SECRET).getBytes(StandardCharsets.UTF_8));
        String text = "no access with %s, sent as Basic %s".formatted(TestUpstream.SECRET, sent);
        try (var upstream = new TestUpstream(exchange -> TestUpstream.send(exchange, 403, "text/plain", text))) {
            UpstreamFailure failure = via.refs(upstream).orElseThrow();

            assertThat(failure).isInstanceOf(UpstreamFailure.AccessDenied.class);
            assertThat(failure.message())
                    .contains("no access with ***, sent as Basic ***")
                    .doesNotContain(TestUpstream.SECRET, sent);
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void redactsACredentialInAWebPage(Via via) throws IOException {
        String page = "<title>%s</title>".formatted(TestUpstream.SECRET);
        try (var upstream = new TestUpstream(exchange -> TestUpstream.send(exchange, 200, "text/html", page))) {
            UpstreamFailure failure = via.refs(upstream).orElseThrow();

            assertThat(failure).isInstanceOf(UpstreamFailure.UnexpectedResponse.class);
            assertThat(failure.message()).contains("a web page").doesNotContain(TestUpstream.SECRET);
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void followsNoRedirectToAnotherHostWithACredential(Via via) throws IOException {
        try (var other = new TestUpstream(exchange -> TestForge.send(exchange, 200, ""));
                var upstream = new TestUpstream(
                        exchange -> redirect(exchange, "http://127.0.0.1:%d%s".formatted(other.port(), REFS)))) {
            UpstreamFailure failure = via.refs(upstream).orElseThrow();

            assertThat(failure).isInstanceOf(UpstreamFailure.RedirectRejected.class);
            assertThat(failure.message())
                    .contains("forge.invalid:" + upstream.port())
                    .contains("127.0.0.1:" + other.port())
                    .contains("not followed");
            assertThat(upstream.authorizations).isNotEmpty();
            assertThat(other.authorizations).isEmpty();
        }
    }

    private static void redirect(HttpExchange exchange, String target) throws IOException {
        exchange.getResponseHeaders().set("Location", target);
        TestForge.send(exchange, 302, "");
    }

    private enum Via {
        /** One request, and the redirect if there is one, as UpstreamConversation in git-http sends them. */
        REQUEST {
            @Override
            Optional<UpstreamFailure> refs(TestUpstream upstream) throws IOException {
                UpstreamAccess access = upstream.access(Optional.of(TestUpstream.CREDENTIAL));
                try (UpstreamCall call =
                        upstream.client.open(access, "GET", upstream.address(REFS), Map.of(), OptionalLong.empty())) {
                    call.end();
                    UpstreamResponse response = call.response();
                    Optional<String> location = response.header("Location");
                    if (location.isPresent()) {
                        return UpstreamException.in(catchThrowable(() -> UpstreamClient.requireSameOrigin(
                                access, upstream.address(REFS).resolve(location.get()))));
                    }
                    return Optional.of(response.isOk() ? response.notGit("git") : response.failure());
                }
            }
        },
        /** A fetch by JGit, as a sync does it. */
        JGIT {
            @Override
            Optional<UpstreamFailure> refs(TestUpstream upstream) throws IOException {
                UpstreamAccess access = upstream.access(Optional.of(TestUpstream.CREDENTIAL));
                try (var connections = new GitConnections(upstream.client, access, list -> list);
                        var local = new InMemoryRepository(new DfsRepositoryDescription("local"));
                        var transport = (TransportHttp) Transport.open(
                                local, new URIish(access.address().toString()))) {
                    transport.setHttpConnectionFactory(connections);
                    Throwable thrown =
                            catchThrowable(() -> transport.openFetch().close());
                    assertThat(thrown).isInstanceOf(IOException.class);
                    return UpstreamException.in(thrown).or(connections::failure);
                } catch (java.net.URISyntaxException e) {
                    throw new IOException(e);
                }
            }
        };

        abstract Optional<UpstreamFailure> refs(TestUpstream upstream) throws IOException;
    }
}
