"""Every architecture that can be trained, by name. Importing this does not import torch."""

from gan_core.models.conv_vae_settings import ConvVaeSettings
from gan_core.models.dcgan_settings import DcganSettings
from gan_core.models.flow_settings import FlowSettings, MlpFlowSettings, UnetFlowSettings
from gan_core.models.mlp_gan_settings import MlpGanSettings
from gan_core.models.mlp_vae_settings import MlpVaeSettings
from gan_core.models.progressive_gan_settings import ProgressiveGanSettings
from gan_core.models.rae_settings import ConvRaeSettings, MlpRaeSettings, RaeSettings
from gan_core.models.resnet_gan_settings import ResnetGanSettings
from gan_core.models.settings import GanSettings, ModelSettings, VaeSettings
from gan_core.models.style_gan_settings import StyleGanSettings
from gan_core.models.text_gan_settings import TextGanSettings
from gan_core.models.vq_settings import VqSettings

MODELS: dict[str, type[ModelSettings]] = {
    "mlp_gan": MlpGanSettings,
    "dcgan": DcganSettings,
    "resnet_gan": ResnetGanSettings,
    "style_gan": StyleGanSettings,
    "progressive_gan": ProgressiveGanSettings,
    "mlp_vae": MlpVaeSettings,
    "conv_vae": ConvVaeSettings,
    "mlp_rae": MlpRaeSettings,
    "conv_rae": ConvRaeSettings,
    "conv_vq": VqSettings,
    "text_gan": TextGanSettings,
    "mlp_flow": MlpFlowSettings,
    "unet_flow": UnetFlowSettings,
}

__all__ = [
    "MODELS",
    "ConvRaeSettings",
    "ConvVaeSettings",
    "DcganSettings",
    "FlowSettings",
    "GanSettings",
    "MlpFlowSettings",
    "MlpGanSettings",
    "MlpRaeSettings",
    "MlpVaeSettings",
    "ModelSettings",
    "ProgressiveGanSettings",
    "RaeSettings",
    "ResnetGanSettings",
    "StyleGanSettings",
    "TextGanSettings",
    "UnetFlowSettings",
    "VaeSettings",
    "VqSettings",
]
