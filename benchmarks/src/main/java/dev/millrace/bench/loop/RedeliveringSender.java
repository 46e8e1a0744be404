package dev.millrace.bench.loop;

import dev.millrace.bench.platform.SignedDelivery;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends deliveries at a steady rate, and repeats each, with the same GUID, until it is acknowledged. */
final class RedeliveringSender {

    private static final Duration BEFORE_REDELIVERY = Duration.ofMillis(500);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch never = new CountDownLatch(1);
    private final URI address;
    private final String secret;
    private final Duration timeout;

    /** @param timeout how long one delivery may remain unacknowledged */
    RedeliveringSender(URI address, String secret, Duration timeout) {
        this.address = address;
        this.secret = secret;
        this.timeout = timeout;
    }

    /**
     * Sends all and waits until all are acknowledged.
     *
     * @return the number of requests sent
     * @throws UnexpectedAnswer if one is refused, or not acknowledged in time
     */
    int send(List<SignedDelivery> deliveries, Duration between) throws InterruptedException {
        var attempts = new ArrayList<Future<Integer>>();
        try (var sending = Executors.newVirtualThreadPerTaskExecutor()) {
            for (SignedDelivery delivery : deliveries) {
                attempts.add(sending.submit(() -> sendUntilAcknowledged(delivery)));
                pause(between);
            }
            int sum = 0;
            for (Future<Integer> attempt : attempts) {
                sum += attempt.get();
            }
            return sum;
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("a delivery could not be made: " + e.getCause(), e);
        }
    }

    private int sendUntilAcknowledged(SignedDelivery delivery) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int attempt = 1; ; attempt++) {
            if (isAcknowledged(delivery)) {
                return attempt;
            }
            if (System.nanoTime() > deadline) {
                throw new UnexpectedAnswer(
                        "delivery %s was not acknowledged within %s".formatted(delivery.guid(), timeout));
            }
            pause(BEFORE_REDELIVERY);
        }
    }

    private boolean isAcknowledged(SignedDelivery delivery) throws InterruptedException {
        try {
            var answer = http.send(delivery.request(address, secret), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 4) {
                throw new UnexpectedAnswer("answered %d %s".formatted(answer.statusCode(), answer.body()));
            }
            return answer.statusCode() / 100 == 2;
        } catch (IOException e) {
            return false; // the service that should have responded is dead; the result of the delivery is unknown
        }
    }

    private void pause(Duration length) throws InterruptedException {
        if (never.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("never came");
        }
    }
}
