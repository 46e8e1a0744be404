package dev.millrace.git.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent callers with the same key share one result, without ever returning what was read before the call: a
 * caller that arrives while a read is in progress waits for the next one. Safe to share between threads.
 *
 * @param <K> the key
 * @param <V> the result
 */
final class SharedReads<K, V> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Slot<V>> slots = new HashMap<>();

    /**
     * A result that was read after this call began. An exception of the read is thrown to all callers that share it.
     *
     * @param read is called by one of them
     */
    V read(K key, Supplier<V> read) {
        Slot<V> slot;
        CompletableFuture<V> mine;
        CompletableFuture<V> before = null;
        boolean leads = true;
        lock.lock();
        try {
            slot = slots.computeIfAbsent(key, k -> new Slot<>());
            if (slot.running == null) {
                mine = new CompletableFuture<>();
                slot.running = mine;
            } else if (slot.waiting == null) {
                mine = new CompletableFuture<>();
                slot.waiting = mine;
                before = slot.running;
            } else {
                mine = slot.waiting;
                leads = false;
            }
        } finally {
            lock.unlock();
        }
        if (leads) {
            if (before != null) {
                takeOver(slot, mine, before);
            }
            lead(key, slot, mine, read);
        }
        return answer(mine);
    }

    private void takeOver(Slot<V> slot, CompletableFuture<V> mine, CompletableFuture<V> before) {
        before.handle((value, failure) -> true).join();
        lock.lock();
        try {
            // from now on, new callers wait for the next read
            slot.running = mine;
            slot.waiting = null;
        } finally {
            lock.unlock();
        }
    }

    private void lead(K key, Slot<V> slot, CompletableFuture<V> mine, Supplier<V> read) {
        V value = null;
        Throwable failure = null;
        try {
            value = read.get();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        lock.lock();
        try {
            if (slot.waiting == null) {
                slots.remove(key);
            }
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            mine.completeExceptionally(failure);
        } else {
            mine.complete(value);
        }
    }

    private static <V> V answer(CompletableFuture<V> mine) {
        try {
            return mine.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static final class Slot<V> {

        private @Nullable CompletableFuture<V> running;
        private @Nullable CompletableFuture<V> waiting;
    }
}
