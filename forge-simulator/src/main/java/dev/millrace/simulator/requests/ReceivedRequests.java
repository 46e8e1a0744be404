package dev.millrace.simulator.requests;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest requests; older ones are dropped. */
@ApplicationScoped
public class ReceivedRequests {

    private static final int MOST = 5_000;
    /** In all bodies together. */
    private static final long MOST_CHARACTERS = 8L << 20;

    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private long characters;

    synchronized void add(ReceivedRequest request) {
        requests.addLast(request);
        characters += size(request);
        while (requests.size() > MOST || characters > MOST_CHARACTERS) {
            characters -= size(requests.removeFirst());
        }
    }

    private static int size(ReceivedRequest request) {
        return request.body().map(String::length).orElse(0);
    }

    /** The oldest first. */
    public synchronized List<ReceivedRequest> list() {
        return List.copyOf(requests);
    }

    /** Drops all of them. */
    public synchronized void clear() {
        requests.clear();
        characters = 0;
    }
}
