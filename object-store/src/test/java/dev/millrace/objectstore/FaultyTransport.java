package dev.millrace.objectstore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** A transport to an S3 server that delays and fails requests as configured. */
final class FaultyTransport implements SdkHttpClient {

    enum Fault {
        /** The request does not arrive. */
        LOST,
        /** The server returns 503. */
        BUSY,
        /** The server returns 403. */
        FORBIDDEN,
        /** The request is carried out and its response is lost. */
        ANSWER_LOST,
        /** The response body ends halfway. */
        SHORT
    }

    private final SdkHttpClient real = UrlConnectionHttpClient.create();
    private final Duration delay;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private volatile Predicate<SdkHttpRequest> where = request -> false;
    private volatile Fault fault = Fault.LOST;

    FaultyTransport(Duration delay) {
        this.delay = delay;
    }

    /** The next requests of this kind fail. */
    void fail(Fault how, int times, Predicate<SdkHttpRequest> which) {
        fault = how;
        where = which;
        left.set(times);
    }

    static Predicate<SdkHttpRequest> method(SdkHttpMethod method) {
        return request -> request.method() == method;
    }

    /** Faults that did not occur. */
    int left() {
        return left.get();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = real.prepareRequest(request);
        return new ExecutableHttpRequest() {

            @Override
            public HttpExecuteResponse call() throws IOException {
                requests.incrementAndGet();
                LockSupport.parkNanos(delay.toNanos());
                boolean fails = where.test(request.httpRequest()) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
                return fails ? broken(prepared) : prepared.call();
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    private HttpExecuteResponse broken(ExecutableHttpRequest request) throws IOException {
        return switch (fault) {
            case LOST -> throw new IOException("injected: connection reset");
            case BUSY -> answer(503, "SlowDown");
            case FORBIDDEN -> answer(403, "AccessDenied");
            case ANSWER_LOST -> {
                HttpExecuteResponse response = request.call();
                response.responseBody().ifPresent(AbortableInputStream::abort);
                throw new IOException(
                        "injected: answer lost after " + response.httpResponse().statusCode());
            }
            case SHORT -> half(request.call());
        };
    }

    private static HttpExecuteResponse half(HttpExecuteResponse whole) throws IOException {
        Optional<AbortableInputStream> body = whole.responseBody();
        byte[] all = body.isPresent() ? body.get().readAllBytes() : new byte[0];
        return HttpExecuteResponse.builder()
                .response(whole.httpResponse())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(all, 0, all.length / 2)))
                .build();
    }

    private static HttpExecuteResponse answer(int status, String code) {
        byte[] body = "<Error><Code>%s</Code><Message>injected</Message></Error>"
                .formatted(code)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "application/xml")
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    @Override
    public void close() {
        real.close();
    }
}
