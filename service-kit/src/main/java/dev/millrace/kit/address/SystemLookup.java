package dev.millrace.kit.address;

import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the operating system, with a timeout, which its resolver lacks. IPv4 addresses come first. */
final class SystemLookup implements HostLookup {

    private final Duration limit;

    SystemLookup(Duration limit) {
        this.limit = limit;
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        var answer = new CompletableFuture<List<InetAddress>>();
        Thread.ofVirtual().name("lookup").start(() -> {
            try {
                answer.complete(Arrays.stream(InetAddress.getAllByName(host))
                        .sorted(Comparator.comparing(address -> address instanceof Inet4Address ? 0 : 1))
                        .toList());
            } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unknown(host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, new InterruptedIOException());
        }
    }

    private static UnknownHostException unknown(String host, Exception cause) {
        var failure = new UnknownHostException(host);
        failure.initCause(cause);
        return failure;
    }
}
