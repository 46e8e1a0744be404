package dev.millrace.insights.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A list of node numbers that grows; also a stack. */
final class Nodes {

    private int[] nodes = new int[16];
    private int size;

    void push(int node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
        }
        nodes[size++] = node;
    }

    int pop() {
        return nodes[--size];
    }

    int peek() {
        return nodes[size - 1];
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int at(int index) {
        return nodes[index];
    }

    IntStream stream() {
        return Arrays.stream(nodes, 0, size);
    }
}
