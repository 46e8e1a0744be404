package dev.millrace.git.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the external changes, in the order in which one operation makes them, and kills this process at one of them. Only
 * one thread passes them.
 */
final class Boundary {

    private final List<String> passed = new ArrayList<>();
    private int deadly = Integer.MAX_VALUE;
    private boolean isArmed;

    /** @param number of the change to die at, from 1; larger than all to survive */
    void arm(int number) {
        deadly = number;
        isArmed = true;
    }

    void pass(String name) {
        if (!isArmed) {
            return;
        }
        passed.add(name);
        if (passed.size() == deadly) {
            die();
        }
    }

    List<String> passed() {
        return List.copyOf(passed);
    }

    private static void die() {
        try {
            new ProcessBuilder(
                            "kill",
                            "-KILL",
                            Long.toString(ProcessHandle.current().pid()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("this process cannot be killed", e);
        }
        while (true) {
            LockSupport.park();
        }
    }
}
