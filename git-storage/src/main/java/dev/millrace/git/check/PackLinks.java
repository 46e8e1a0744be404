package dev.millrace.git.check;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.MutableObjectId;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.util.MutableInteger;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * What the objects of a pack refer to, recorded while the pack is parsed and every object is in memory anyway. If all of it
 * is in the same pack, as when a repository is fetched for the first time, {@link Connectivity} need not open every object
 * again; git itself does the same when it clones. For one pack and one thread.
 */
public final class PackLinks {

    private static final byte[] ATTRIBUTES = Constants.encodeASCII(Constants.DOT_GIT_ATTRIBUTES);
    /** Of an entry in the map, including its share of the map. */
    private static final int BYTES_OF_ONE = 48;
    /** Ids are hashes, so their beginnings spread over these counters; the map of nodes becomes a list if they do not. */
    private static final int PREFIXES = 1 << 12;

    private static final int LARGEST_PREFIX = 512;

    private final ObjectIdOwnerMap<Node> nodes = new ObjectIdOwnerMap<>();
    private final Set<ObjectId> attributes = new HashSet<>();
    private final MutableObjectId id = new MutableObjectId();
    private final LongPredicate memory;
    private final int[] prefixes = new int[PREFIXES];
    private long count;
    private boolean unclear;

    /** @param memory takes this many bytes; once it returns false, {@link #areComplete} does, too */
    public PackLinks(LongPredicate memory) {
        this.memory = memory;
    }

    /** An object of the pack, of any type; blobs refer to nothing. */
    void add(AnyObjectId object, int type, byte[] content) {
        if (unclear || type == Constants.OBJ_BLOB) {
            return;
        }
        try {
            node(object).found |= bit(type);
            switch (type) {
                case Constants.OBJ_COMMIT -> addCommit(content);
                case Constants.OBJ_TREE -> addTree(content);
                default -> addTag(object, content);
            }
        } catch (IllegalArgumentException | CorruptObjectException e) {
            // such objects are mirrored unchanged; the walk over what they lead to can report the reason
            giveUp();
        }
    }

    private void giveUp() {
        unclear = true;
        nodes.clear();
        attributes.clear();
    }

    private void addCommit(byte[] content) {
        int next = addHex(content, RawParseUtils.match(content, 0, ObjectChecker.tree), Constants.OBJ_TREE);
        int parent = RawParseUtils.match(content, next, ObjectChecker.parent);
        while (parent >= 0) {
            next = addHex(content, parent, Constants.OBJ_COMMIT);
            parent = RawParseUtils.match(content, next, ObjectChecker.parent);
        }
    }

    private void addTag(AnyObjectId tag, byte[] content) throws CorruptObjectException {
        int target = RawParseUtils.match(content, 0, ObjectChecker.object);
        int type = RawParseUtils.match(content, end(content, target), ObjectChecker.type);
        if (type < 0) {
            throw new IllegalArgumentException("no type");
        }
        var at = new MutableInteger();
        at.value = type;
        addHex(content, target, Constants.decodeTypeString(tag, content, (byte) '\n', at));
    }

    private void addTree(byte[] content) {
        int at = 0;
        while (at < content.length) {
            int name = indexOf(content, at, ' ') + 1;
            int target = indexOf(content, name, '\0') + 1;
            if (target + Constants.OBJECT_ID_LENGTH > content.length) {
                throw new IllegalArgumentException("cut off");
            }
            int type = typeOf(mode(content, at, name - 1));
            if (type != Constants.OBJ_COMMIT) {
                id.fromRaw(content, target);
                node(id).wanted |= bit(type);
                if (type == Constants.OBJ_BLOB && isAttributes(content, name, target - 1)) {
                    attributes.add(id.toObjectId());
                }
            }
            at = target + Constants.OBJECT_ID_LENGTH;
        }
    }

    private static int mode(byte[] content, int from, int to) {
        int mode = 0;
        for (int at = from; at < to; at++) {
            int digit = content[at] - '0';
            if (digit < 0 || digit > 7) {
                throw new IllegalArgumentException("no mode");
            }
            mode = (mode << 3) + digit;
        }
        return mode;
    }

    /** A gitlink refers to a commit of another repository, which is not stored here. */
    private static int typeOf(int mode) {
        return switch (mode & FileMode.TYPE_MASK) {
            case FileMode.TYPE_TREE -> Constants.OBJ_TREE;
            case FileMode.TYPE_FILE, FileMode.TYPE_SYMLINK -> Constants.OBJ_BLOB;
            case FileMode.TYPE_GITLINK -> Constants.OBJ_COMMIT;
            default -> throw new IllegalArgumentException("no such mode");
        };
    }

    private static boolean isAttributes(byte[] content, int from, int to) {
        return to - from == ATTRIBUTES.length && RawParseUtils.match(content, from, ATTRIBUTES) == to;
    }

    private static int indexOf(byte[] content, int from, char wanted) {
        for (int at = from; at < content.length; at++) {
            if (content[at] == wanted) {
                return at;
            }
        }
        throw new IllegalArgumentException("cut off");
    }

    /** The end of a line that has a hexadecimal id there. */
    private static int end(byte[] content, int from) {
        int end = from + Constants.OBJECT_ID_STRING_LENGTH;
        if (from < 0 || end >= content.length || content[end] != '\n') {
            throw new IllegalArgumentException("no id");
        }
        return end + 1;
    }

    private int addHex(byte[] content, int from, int type) {
        int end = end(content, from);
        id.fromString(content, from);
        node(id).wanted |= bit(type);
        return end;
    }

    private Node node(AnyObjectId object) {
        Node known = nodes.get(object);
        if (known != null) {
            return known;
        }
        var added = new Node(object);
        if (unclear || !memory.test(BYTES_OF_ONE) || isCrowded(object)) {
            giveUp();
            return added;
        }
        nodes.add(added);
        return added;
    }

    /** Whether more ids share their prefix than chance allows, which happens only if a sender chose them. */
    private boolean isCrowded(AnyObjectId object) {
        int first = object.getByte(0) << 24 | object.getByte(1) << 16 | object.getByte(2) << 8 | object.getByte(3);
        int sharing = ++prefixes[(first * 0x9e3779b9) >>> 20];
        return sharing > LARGEST_PREFIX + 2 * (++count / PREFIXES);
    }

    private static byte bit(int type) {
        return (byte) (1 << type);
    }

    /**
     * Whether everything that these tips lead to is there: commits, trees and tags in this pack, blobs anywhere.
     *
     * @param reader of the repository with the pack
     * @return false also if it could not be determined: a walk is needed
     */
    public boolean areComplete(ObjectReader reader, Collection<ObjectId> tips) throws IOException {
        if (unclear) {
            return false;
        }
        for (ObjectId tip : tips) {
            Node node = nodes.get(tip);
            if (node == null || node.found == 0) {
                return false;
            }
        }
        for (Node node : nodes) {
            if (!node.isThere(reader)) {
                return false;
            }
        }
        return true;
    }

    /** How many objects are recorded. */
    int noted() {
        return nodes.size();
    }

    /** Files named {@code .gitattributes} in any of the trees. */
    public Set<ObjectId> attributes() {
        return Set.copyOf(attributes);
    }

    /** An object that is in the pack, or referred to by one that is. */
    private static final class Node extends ObjectIdOwnerMap.Entry {

        /** Types as bits: its own type, unless it is a blob, and the types that others expect. */
        private byte found;

        private byte wanted;

        Node(AnyObjectId id) {
            super(id);
        }

        boolean isThere(ObjectReader reader) throws IOException {
            return wanted == 0
                    || (wanted == bit(Constants.OBJ_BLOB) ? found == 0 && reader.has(this) : wanted == found);
        }
    }
}
