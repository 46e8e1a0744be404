/** Content of a repository at a commit, read without Git. */
@NullMarked
package dev.millrace.githttp.content;

import org.jspecify.annotations.NullMarked;
