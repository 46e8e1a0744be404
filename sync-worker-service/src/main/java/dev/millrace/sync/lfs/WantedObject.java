package dev.millrace.sync.lfs;

import dev.millrace.git.lfs.LfsObject;

/**
 * An object that a mirror lacks.
 *
 * @param tries how often it was asked for in vain, 0 or more
 */
record WantedObject(LfsObject object, int tries) {}
