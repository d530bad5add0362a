"""Classroom: join a class or open one; its wall, predictions and scores; the teacher's view."""

from gan_core.errors import UserError
from ui.classroom.view import show_classroom
from ui.text import show_error

try:
    show_classroom()
except UserError as error:
    show_error(error)
