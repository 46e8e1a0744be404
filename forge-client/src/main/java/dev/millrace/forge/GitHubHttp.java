package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.millrace.forge.CachedResponses.Cached;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.kit.trace.TraceSpan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One call to GitHub's REST API: sends it in its caller's {@link CallLane}, follows redirects within the same host, and
 * classifies failures. Nothing is repeated here: what may be tried again, and when, is in the failure. A call of a caller
 * whose rate limit is exhausted is not sent and fails at once with {@code RATE_LIMITED}, since all callers are work that is
 * stored with the time of its next attempt.
 */
final class GitHubHttp {

    /** In the place of a token: a call without credentials. */
    static final String ANONYMOUS = "";

    private static final String API_VERSION = "2022-11-28";
    private static final int REDIRECTS = 3;
    private static final Logger LOG = Logger.getLogger(GitHubHttp.class);
    private static final int NOT_MODIFIED = 304;
    private static final Set<Integer> REDIRECTED = Set.of(301, 302, 307, 308);
    private static final Set<Integer> MOVED = Set.of(301, 308);
    private static final Pattern NEXT_PAGE = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"next\"");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private final URI root;
    private final Duration timeout;
    private final Clock clock;
    private final GitHubTraffic traffic;
    private final HttpClient client;

    GitHubHttp(GitHubConfig config, Clock clock, SSLContext tls, GitHubTraffic traffic) {
        this(config.host().apiUrl(), config.timeout(), clock, tls, traffic);
    }

    /** @param address what the paths of calls are relative to, with or without a trailing slash */
    GitHubHttp(URI address, Duration timeout, Clock clock, SSLContext tls, GitHubTraffic traffic) {
        String text = address.toString();
        this.root = URI.create(text.endsWith("/") ? text : text + "/");
        this.timeout = timeout;
        this.clock = clock;
        this.traffic = traffic;
        this.client = HttpClient.newBuilder()
                .sslContext(tls)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(timeout)
                // over plain http the client would try an upgrade on each connection, which some proxies dislike
                .version("https".equals(root.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * A call to send.
     *
     * @param method HTTP method
     * @param path below the API's root, without a leading slash, already encoded; or an absolute address from a {@code Link}
     *     header
     * @param body what to send as JSON, or a {@link CallForm}
     * @param repeatable whether the call may be repeated after a lost response: the failure is then {@code UNAVAILABLE}, not
     *     {@code AMBIGUOUS}
     * @param write whether it changes something at the forge, so that no other write of the caller may be sent meanwhile
     * @param secrets what the path or the body contains and no message may quote
     */
    record Call(
            String method,
            String path,
            @Nullable Object body,
            boolean repeatable,
            boolean write,
            List<String> secrets) {

        Call(String method, String path, @Nullable Object body, boolean repeatable, boolean write) {
            this(method, path, body, repeatable, write, List.of());
        }

        static Call get(String path) {
            return new Call("GET", path, null, true, false);
        }

        /** A write; if it is repeatable, a lost response makes it {@code UNAVAILABLE}. */
        static Call write(String method, String path, @Nullable Object body, boolean repeatable) {
            return new Call(method, path, body, repeatable, true);
        }
    }

    /**
     * A body and where it came from.
     *
     * @param next address of the next page
     * @param moved whether GitHub stated that the address has changed for good, as after a rename
     * @param at the time of the response, by the forge's clock, in whole seconds
     */
    record Page<T>(T body, Optional<String> next, boolean moved, Instant at) {}

    <T> T send(Call call, CallIdentity caller, String bearer, Class<T> answer) {
        return sendForPage(call, caller, bearer, answer).body();
    }

    <T> Page<T> sendForPage(Call call, CallIdentity caller, String bearer, Class<T> answer) {
        CallLane lane = traffic.lane(caller);
        Admission.Admitted admitted = admit(call, caller, lane);
        try {
            return follow(call, caller, bearer, answer, lane, admitted);
        } finally {
            lane.leave(call.write());
        }
    }

    private Admission.Admitted admit(Call call, CallIdentity caller, CallLane lane) {
        try {
            return switch (lane.enter(call.write(), timeout)) {
                case Admission.Admitted admitted -> admitted;
                case Admission.Paused(Instant until) -> {
                    traffic.countNotSent();
                    throw new ForgeFailure(
                            0,
                            "%s: not sent, the rate limit of %s lasts until %s"
                                    .formatted(what(call), caller.display(), until),
                            until);
                }
                case Admission.Busy busy ->
                    throw new ForgeFailure(
                            Kind.UNAVAILABLE,
                            0,
                            "%s: not sent, other calls of %s take longer than %s"
                                    .formatted(what(call), caller.display(), timeout));
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForgeFailure(Kind.UNAVAILABLE, what(call) + ": interrupted before it was sent", e);
        }
    }

    private <T> Page<T> follow(
            Call call,
            CallIdentity caller,
            String bearer,
            Class<T> answer,
            CallLane lane,
            Admission.Admitted admitted) {
        URI address = sameHost(root.resolve(call.path()), call, bearer);
        boolean moved = false;
        for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
            var key = new CachedResponses.Key(caller, address);
            Optional<Cached> cached =
                    call.method().equals("GET") ? traffic.responses().find(key) : Optional.empty();
            HttpResponse<byte[]> response = exchange(call, address, bearer, cached);
            int status = response.statusCode();
            if (status == NOT_MODIFIED && cached.isPresent()) {
                traffic.countUnchanged();
                succeeded(lane, admitted, response);
                Cached known = cached.get();
                return new Page<>(read(call, known.body(), answer), known.next(), moved, at(response));
            }
            if (status / 100 == 2) {
                succeeded(lane, admitted, response);
                if (call.method().equals("GET")) {
                    traffic.countChanged();
                    remember(key, response);
                }
                return new Page<>(read(call, response.body(), answer), nextPage(response), moved, at(response));
            }
            if (!REDIRECTED.contains(status)) {
                throw failure(call, caller, response, redactor(call, bearer), lane, admitted);
            }
            moved |= MOVED.contains(status);
            String location = response.headers()
                    .firstValue("location")
                    .orElseThrow(() -> new ForgeFailure(Kind.UNEXPECTED, status, what(call) + ": redirect to nowhere"));
            address = sameHost(address.resolve(location), call, bearer);
        }
        throw new ForgeFailure(Kind.UNEXPECTED, 0, what(call) + ": more than " + REDIRECTS + " redirects");
    }

    private void succeeded(CallLane lane, Admission.Admitted admitted, HttpResponse<?> response) {
        lane.accepted(admitted);
        // this was the last call of the hour
        ReportedLimit.quotaEnd(response.headers(), clock.instant()).ifPresent(lane::pauseUntil);
    }

    private void remember(CachedResponses.Key key, HttpResponse<byte[]> response) {
        response.headers()
                .firstValue("etag")
                .ifPresent(etag -> traffic.responses().put(key, new Cached(etag, response.body(), nextPage(response))));
    }

    private Instant at(HttpResponse<?> response) {
        return response.headers().firstValue("date").flatMap(GitHubHttp::date).orElseGet(clock::instant);
    }

    /** The credentials are meant for the configured host: no redirect and no page link may carry them elsewhere. */
    private URI sameHost(URI address, Call call, String bearer) {
        boolean same = root.getScheme().equals(address.getScheme())
                && root.getHost().equalsIgnoreCase(address.getHost())
                && root.getPort() == address.getPort();
        if (!same) {
            String host = redactor(call, bearer).redact(String.valueOf(address.getHost()));
            throw new ForgeFailure(
                    Kind.UNEXPECTED,
                    0,
                    "%s: %s sent us on to another host, %s".formatted(what(call), root.getHost(), host));
        }
        return address;
    }

    /** A span of the current trace, without path and query: they name repositories, branches and users. */
    private HttpResponse<byte[]> exchange(Call call, URI address, String bearer, Optional<Cached> cached) {
        TraceSpan span = TraceSpan.ofRequest("GitHub " + call.method())
                .with("http.request.method", call.method())
                .with("server.address", address.getHost());
        return span.call(() -> {
            HttpResponse<byte[]> response = respond(call, address, bearer, cached);
            span.with("http.response.status_code", response.statusCode());
            if (response.statusCode() >= 400) {
                span.failed("status " + response.statusCode());
            }
            return response;
        });
    }

    private HttpResponse<byte[]> respond(Call call, URI address, String bearer, Optional<Cached> cached) {
        try {
            var request = HttpRequest.newBuilder(address)
                    .timeout(timeout)
                    .header("User-Agent", "millrace")
                    .header("X-GitHub-Api-Version", API_VERSION);
            cached.ifPresent(known -> request.header("If-None-Match", known.etag()));
            boolean isForm = call.body() instanceof CallForm;
            request.header("Accept", isForm ? "application/json" : "application/vnd.github+json");
            if (!bearer.equals(ANONYMOUS)) {
                request.header("Authorization", "Bearer " + bearer);
            }
            if (call.body() == null) {
                request.method(call.method(), BodyPublishers.noBody());
            } else if (call.body() instanceof CallForm form) {
                request.header("Content-Type", "application/x-www-form-urlencoded")
                        .method(call.method(), BodyPublishers.ofByteArray(form.encoded()));
            } else {
                request.header("Content-Type", "application/json")
                        .method(call.method(), BodyPublishers.ofByteArray(JSON.writeValueAsBytes(call.body())));
            }
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new ForgeFailure(Kind.UNAVAILABLE, what(call) + ": no connection to " + address.getHost(), e);
        } catch (IOException e) {
            Kind kind = call.repeatable() ? Kind.UNAVAILABLE : Kind.AMBIGUOUS;
            String reason = redactor(call, bearer).redact(String.valueOf(e.getMessage()));
            throw new ForgeFailure(kind, what(call) + ": the answer was lost: " + reason, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Kind kind = call.repeatable() ? Kind.UNAVAILABLE : Kind.AMBIGUOUS;
            throw new ForgeFailure(kind, what(call) + ": interrupted", e);
        }
    }

    private static <T> T read(Call call, byte[] body, Class<T> answer) {
        try {
            return JSON.readValue(body, answer);
        } catch (IOException e) {
            String text = what(call) + ": the answer is not the JSON that was promised";
            // the cause quotes the response, which may contain the secrets that were asked for
            throw call.secrets().isEmpty()
                    ? new ForgeFailure(Kind.UNEXPECTED, text, e)
                    : new ForgeFailure(Kind.UNEXPECTED, 200, text);
        }
    }

    private static Optional<String> nextPage(HttpResponse<?> response) {
        return response.headers().allValues("link").stream()
                .map(NEXT_PAGE::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .findFirst();
    }

    private ForgeFailure failure(
            Call call,
            CallIdentity caller,
            HttpResponse<byte[]> response,
            Redactor redactor,
            CallLane lane,
            Admission.Admitted admitted) {
        int status = response.statusCode();
        String message = redactor.redact(ErrorText.of(response.body(), redactor));
        String text = what(call) + ": " + status + " " + message;
        return switch (status) {
            case 401 -> new ForgeFailure(Kind.AUTHENTICATION_REFUSED, status, text);
            case 403, 429 ->
                isLimited(response, message, lane, admitted, caller)
                        ? new ForgeFailure(status, text, lane.pausedUntil())
                        : new ForgeFailure(Kind.FORBIDDEN, status, text);
            case 404, 410, 451 -> new ForgeFailure(Kind.NOT_FOUND, status, text);
            case 400, 409, 413, 415, 422 -> new ForgeFailure(Kind.INVALID, status, text);
            default -> {
                if (status < 500) {
                    yield new ForgeFailure(Kind.UNEXPECTED, status, text);
                }
                yield new ForgeFailure(call.repeatable() ? Kind.UNAVAILABLE : Kind.AMBIGUOUS, status, text);
            }
        };
    }

    /** Whether a call was rejected because of a rate limit; if so, its lane is paused. */
    private boolean isLimited(
            HttpResponse<?> response, String message, CallLane lane, Admission.Admitted admitted, CallIdentity caller) {
        var limit = ReportedLimit.of(response.statusCode(), response.headers(), message, clock.instant());
        switch (limit) {
            case ReportedLimit.None none -> {
                return false;
            }
            case ReportedLimit.Until(Instant end) -> lane.pauseUntil(end);
            case ReportedLimit.WithoutEnd withoutEnd -> {
                int pauses = lane.pause(admitted);
                // each pause is a minute at least, so this is not logged often
                LOG.logf(
                        pauses < CallLane.MANY_PAUSES ? Logger.Level.WARN : Logger.Level.ERROR,
                        "%s limits %s without an end, pause %d until %s: %s",
                        root.getHost(),
                        caller.display(),
                        pauses,
                        lane.pausedUntil(),
                        message);
            }
        }
        traffic.countLimited();
        return true;
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Redactor redactor(Call call, String bearer) {
        List<String> secrets = new ArrayList<>(call.secrets());
        secrets.add(bearer);
        return Redactor.of(secrets);
    }

    private static String what(Call call) {
        return Redactor.of(call.secrets()).redact(call.method() + " " + call.path());
    }
}
