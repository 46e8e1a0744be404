package dev.millrace.standalone.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Runs steps, each as soon as those that it depends on are done; independent steps run at the same time. */
public final class OrderedStart {

    private final Map<String, CompletableFuture<Void>> steps = new LinkedHashMap<>();
    private final CompletableFuture<Void> begin = new CompletableFuture<>();
    private final CompletableFuture<Void> firstFailure = new CompletableFuture<>();

    /** A step that takes a while and may be interrupted. */
    @FunctionalInterface
    public interface Step {
        void run() throws InterruptedException;
    }

    /**
     * Adds a step.
     *
     * @param after names of steps that were added before
     * @throws IllegalArgumentException if there is no step of such a name
     */
    public void add(String name, Set<String> after, Step step) {
        CompletableFuture<Void> ready = begin;
        for (String needed : after) {
            CompletableFuture<Void> other = steps.get(needed);
            if (other == null) {
                throw new IllegalArgumentException("%s comes after %s, which was not added".formatted(name, needed));
            }
            ready = ready.thenCombine(other, (_, _) -> null);
        }
        CompletableFuture<Void> done = ready.thenRunAsync(
                () -> run(step),
                task -> Thread.ofVirtual().name("start-" + name).start(task));
        var _ = done.exceptionally(failure -> {
            firstFailure.completeExceptionally(failure);
            return null;
        });
        steps.put(name, done);
    }

    /**
     * Runs all steps to completion, or until the first fails; steps that are running then continue.
     *
     * @throws StartFailed as the failed step threw it
     */
    public void run() throws InterruptedException {
        begin.complete(null);
        var all = CompletableFuture.allOf(steps.values().toArray(CompletableFuture[]::new));
        try {
            CompletableFuture.anyOf(all, firstFailure).get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof StartFailed)) {
            cause = cause.getCause();
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailed("the start was interrupted", e);
        }
    }
}
