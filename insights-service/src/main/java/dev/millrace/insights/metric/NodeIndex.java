package dev.millrace.insights.metric;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers commit ids 0, 1, 2 and so on as they are added. The ids are in one byte array and are found by open addressing,
 * which takes a third of a map of strings, so that histories of several hundred thousand commits fit a small heap.
 */
final class NodeIndex {

    private static final int EMPTY = -1;

    private byte[] text = new byte[1 << 12];
    private int[] ends = new int[1 << 7];
    private int[] slots = emptySlots(1 << 8);
    private int size;

    /** How many ids there are. */
    int size() {
        return size;
    }

    /** The number of the id; a new one if it was not there. */
    int add(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        int slot = slot(bytes);
        if (slots[slot] != EMPTY) {
            return slots[slot];
        }
        append(bytes);
        slots[slot] = size++;
        if (size > slots.length / 2) {
            rehash();
        }
        return size - 1;
    }

    /** The number of the id, or -1. */
    int find(String id) {
        return slots[slot(id.getBytes(StandardCharsets.UTF_8))];
    }

    /** The id with this number. */
    String id(int node) {
        return new String(text, start(node), ends[node] - start(node), StandardCharsets.UTF_8);
    }

    private int slot(byte[] bytes) {
        int slot = mixed(Arrays.hashCode(bytes)) & (slots.length - 1);
        while (slots[slot] != EMPTY && !equal(slots[slot], bytes)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean equal(int node, byte[] bytes) {
        return Arrays.equals(text, start(node), ends[node], bytes, 0, bytes.length);
    }

    private int start(int node) {
        return node == 0 ? 0 : ends[node - 1];
    }

    private void append(byte[] bytes) {
        int start = size == 0 ? 0 : ends[size - 1];
        if (text.length < start + bytes.length) {
            text = Arrays.copyOf(text, Math.max(text.length * 3 / 2, start + bytes.length));
        }
        if (ends.length == size) {
            ends = Arrays.copyOf(ends, size * 3 / 2);
        }
        System.arraycopy(bytes, 0, text, start, bytes.length);
        ends[size] = start + bytes.length;
    }

    private void rehash() {
        slots = emptySlots(slots.length * 2);
        for (int node = 0; node < size; node++) {
            slots[slot(Arrays.copyOfRange(text, start(node), ends[node]))] = node;
        }
    }

    private static int[] emptySlots(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, EMPTY);
        return slots;
    }

    private static int mixed(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 16;
    }
}
