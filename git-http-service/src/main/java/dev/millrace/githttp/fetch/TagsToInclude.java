package dev.millrace.githttp.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.jspecify.annotations.Nullable;

/**
 * The refs of a repository as JGit's {@code UploadPack} goes through them for {@code include-tag}: it finds every ref by
 * its name and lists tags only, since nothing else can be included. All refs would be a hundred thousand for some.
 */
final class TagsToInclude extends AbstractMap<String, Ref> {

    private final RefDatabase refs;

    TagsToInclude(RefDatabase refs) {
        this.refs = refs;
    }

    @Override
    public @Nullable Ref get(Object name) {
        try {
            return refs.exactRef(String.valueOf(name));
        } catch (IOException e) {
            throw new UncheckedIOException("a ref cannot be read", e);
        }
    }

    @Override
    public boolean containsKey(Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, Ref>> entrySet() {
        try {
            var tags = new LinkedHashSet<Entry<String, Ref>>();
            for (Ref tag : refs.getRefsByPrefix(Constants.R_TAGS)) {
                tags.add(new SimpleImmutableEntry<>(tag.getName(), tag));
            }
            return tags;
        } catch (IOException e) {
            throw new UncheckedIOException("the tags cannot be read", e);
        }
    }
}
