"""What is shown of errors."""

from streamlit.testing.v1 import AppTest

from ui.fields import with_labels


def test_an_error_in_a_fragment_is_a_sentence() -> None:
    def script() -> None:
        import streamlit as st

        from gan_core.errors import RunError
        from ui.text import telling

        @st.fragment
        @telling
        def gone() -> None:
            raise RunError("There is no run called 'x' here.")

        gone()

    test = AppTest.from_function(script).run()
    assert not test.exception and "There is no run called" in test.error[0].value


def test_errors_call_settings_by_their_labels() -> None:
    told = with_labels("optimiser.lr must be at most 1, got 5; d_norm must be batch; my_run and optimiser.nothing stay")
    assert told == (
        "Learning rate must be at most 1, got 5; Discriminator normalisation must be batch; my_run and "
        "optimiser.nothing stay"
    )
