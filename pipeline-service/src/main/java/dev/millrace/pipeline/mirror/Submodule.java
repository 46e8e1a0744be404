package dev.millrace.pipeline.mirror;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A submodule of a commit.
 *
 * @param path in the checkout
 * @param address as {@code .gitmodules} states it
 * @param sha its commit, 40 hex digits
 */
record Submodule(String path, String address, String sha) {

    private static final String PREFIX = "submodule.";
    private static final String LINK = "160000";

    /**
     * Paths with their addresses.
     *
     * @param listed {@code .gitmodules} as {@code git config --list -z} prints it
     */
    static Map<String, String> addresses(String listed) {
        Map<String, String> paths = new HashMap<>();
        Map<String, String> urls = new HashMap<>();
        for (String entry : listed.split("\0", -1)) {
            int end = entry.indexOf('\n');
            String key = end < 0 ? entry : entry.substring(0, end);
            if (end < 0 || !key.startsWith(PREFIX) || key.lastIndexOf('.') < PREFIX.length()) {
                continue;
            }
            String name = key.substring(PREFIX.length(), key.lastIndexOf('.'));
            String value = entry.substring(end + 1);
            switch (key.substring(key.lastIndexOf('.') + 1)) {
                case "path" -> paths.put(name, value);
                case "url" -> urls.put(name, value);
                default -> {
                    // how submodules are updated is decided here
                }
            }
        }
        Map<String, String> addresses = new HashMap<>();
        paths.forEach((name, path) -> {
            String url = urls.get(name);
            if (url != null) {
                addresses.put(path, url);
            }
        });
        return addresses;
    }

    /**
     * The submodules of a commit.
     *
     * @param staged its index, as {@code git ls-files --stage -z} prints it
     */
    static List<Submodule> of(Map<String, String> addresses, String staged) {
        List<Submodule> all = new ArrayList<>();
        for (String entry : staged.split("\0", -1)) {
            // <mode> <object> <stage>\t<path>
            String[] parts = entry.strip().split("[ \t]", 4);
            if (parts.length == 4 && parts[0].equals(LINK) && parts[2].equals("0")) {
                String address = addresses.get(parts[3]);
                if (address != null) {
                    all.add(new Submodule(parts[3], address, parts[1]));
                }
            }
        }
        return all;
    }
}
