package dev.millrace.githttp.fetch;

import dev.millrace.git.ref.RefAdvertisement;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;

/**
 * Reads the arguments of the command {@code ls-refs} of protocol version 2; see gitprotocol-v2. The command is our own
 * because JGit does not know {@code unborn}, which reports the future default branch of an empty repository, and reads every
 * ref for each list.
 */
final class ListRefs {

    static final String PREFIX = "ref-prefix ";

    /** Beyond this many prefixes, C git's server lists all refs. */
    static final int MOST_PREFIXES = 65_536;

    private ListRefs() {}

    static RefAdvertisement.Query query(FetchRequest request) throws PackProtocolException {
        boolean peel = false;
        boolean symrefs = false;
        boolean unborn = false;
        List<String> prefixes = new ArrayList<>();
        for (String argument : request.arguments()) {
            switch (argument) {
                case "peel" -> peel = true;
                case "symrefs" -> symrefs = true;
                case "unborn" -> unborn = true;
                default -> {
                    if (!argument.startsWith(PREFIX)) {
                        throw new PackProtocolException("ls-refs has no argument '" + argument + "'");
                    }
                    prefixes.add(argument.substring(PREFIX.length()));
                }
            }
        }
        return new RefAdvertisement.Query(
                peel, symrefs, unborn, prefixes.size() > MOST_PREFIXES ? List.of() : prefixes);
    }
}
