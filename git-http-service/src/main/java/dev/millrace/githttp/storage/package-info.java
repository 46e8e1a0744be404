/** How this process opens the platform's Git storage. */
@NullMarked
package dev.millrace.githttp.storage;

import org.jspecify.annotations.NullMarked;
