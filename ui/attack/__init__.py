"""The Attack page: one picture under a slider, many pictures as a job, and a classifier trained against attacks."""
