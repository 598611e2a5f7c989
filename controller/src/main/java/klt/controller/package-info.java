/** The service that schedules, monitors and reports runs. */
@NullMarked
package klt.controller;

import org.jspecify.annotations.NullMarked;
