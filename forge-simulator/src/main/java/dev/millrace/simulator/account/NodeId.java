package dev.millrace.simulator.account;

import java.nio.ByteBuffer;
import java.util.Base64;

/** GitHub's global ids, opaque to clients: a prefix for the kind of resource and the numeric id in base64url. */
public final class NodeId {

    private NodeId() {}

    /**
     * The node id of one resource.
     *
     * @param kind GitHub's prefix, for example {@code R} for a repository or {@code PR} for a pull request
     */
    public static String of(String kind, long id) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(id).array();
        return kind + "_kwDO" + Base64.getUrlEncoder().withoutPadding().encodeToString(number);
    }
}
