package dev.millrace.simulator.requests;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest requests; older ones are dropped. */
@ApplicationScoped
public class ReceivedRequests {

    private static final int MOST = 5_000;

    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();

    synchronized void add(ReceivedRequest request) {
        if (requests.size() == MOST) {
            requests.removeFirst();
        }
        requests.addLast(request);
    }

    /** The oldest first. */
    public synchronized List<ReceivedRequest> list() {
        return List.copyOf(requests);
    }

    /** Drops all of them. */
    public synchronized void clear() {
        requests.clear();
    }
}
