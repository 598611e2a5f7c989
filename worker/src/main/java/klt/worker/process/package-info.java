/** What the operating system and the JVM report about this process: its CPU limit, and what delays it. */
@NullMarked
package klt.worker.process;

import org.jspecify.annotations.NullMarked;
