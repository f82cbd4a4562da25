"""The parts of `counter.storage`: faults, files, the queue, the settings, the store. Import from `counter.storage`."""
